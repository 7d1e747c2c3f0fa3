import type {
  CertificateVerdict,
  CertifiedBody,
  DirectionCertificate,
  HeaderChanges,
} from "@/lib/core/contracts/certificate";
import type { Tone } from "@/components/ui/tone";
import type { PanelInput } from "../define-panel";

export interface HeaderLine {
  readonly sign: "+" | "−" | "~";
  readonly word: "added" | "removed" | "changed";
  readonly name: string;
  readonly value: string;
}

export interface DirectionData {
  readonly title: string;
  readonly badge: string;
  readonly tone: Tone;
  readonly sentence: string;
  readonly sides: readonly { readonly name: string; readonly body: CertifiedBody; readonly note: string | null }[];
  /** `null` when they are not known. */
  readonly headers: { readonly summary: string; readonly lines: readonly HeaderLine[] } | null;
}

export interface CertificateData {
  readonly directions: readonly DirectionData[];
}

const badges: Readonly<Record<CertificateVerdict, { readonly badge: string; readonly tone: Tone }>> = {
  identical: { badge: "Identical", tone: "added" },
  changed_by_policies: { badge: "Changed by policies", tone: "modified" },
  changed_by_gateway: { badge: "Changed by the gateway", tone: "info" },
  not_passed_on: { badge: "Not passed on", tone: "neutral" },
  unknown: { badge: "Unknown", tone: "warning" },
};

function listLines({ added, removed, changed }: HeaderChanges): HeaderLine[] {
  return [
    ...removed.map(([name, value]) => ({ sign: "−", word: "removed", name, value }) as const),
    ...changed.map(({ name, from, to }) => ({ sign: "~", word: "changed", name, value: `${from} → ${to}` }) as const),
    ...added.map(([name, value]) => ({ sign: "+", word: "added", name, value }) as const),
  ];
}

function summarise({ added, removed, changed, is_order_kept }: HeaderChanges): string {
  const counts = [
    [removed.length, "removed"],
    [changed.length, "changed"],
    [added.length, "added"],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${String(count)} ${word}`);
  const order = is_order_kept ? "the others in their order" : "the others in another order";
  return parts.length === 0 ? `Headers: all passed on, ${order}` : `Headers: ${parts.join(", ")}; ${order}`;
}

function describeKept({ bytes, hashed_bytes, sha256 }: CertifiedBody): string | null {
  if (sha256 === null || hashed_bytes >= bytes) return null;
  return `Hash of the first ${hashed_bytes.toLocaleString("en-US")} bytes, which were kept.`;
}

function prepareDirection(
  title: string,
  names: readonly [string, string],
  { verdict, sentence, sent, received, headers }: DirectionCertificate,
): DirectionData {
  const bodies = [sent, received];
  return {
    title,
    ...badges[verdict],
    sentence,
    sides: names.flatMap((name, index) => {
      const body = bodies[index];
      return body == null ? [] : [{ name, body, note: describeKept(body) }];
    }),
    headers: headers === null ? null : { summary: summarise(headers), lines: listLines(headers) },
  };
}

/** What the certificate says, in the words of the page. */
export function prepareCertificate({ call }: PanelInput): CertificateData {
  const { request, response } = call.certificate;
  return {
    directions: [
      prepareDirection("Request", ["Client sent", "Provider received"], request),
      prepareDirection("Answer", ["Provider sent", "Client received"], response),
    ],
  };
}
