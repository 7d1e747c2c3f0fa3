import type { BodyInfo, BodySide, CallDetail, PolicyStep } from "../contracts/call";
import type { Certificate, CertificateVerdict, CertifiedBody, DirectionCertificate } from "../contracts/certificate";
import { compareHeaders } from "./compare-headers";

/** What a certificate is made from. */
export type CertificateInput = Pick<
  CallDetail,
  "state" | "steps" | "bodies" | "bodies_removed" | "headers" | "timings" | "record_notes"
>;

interface Finding {
  readonly verdict: CertificateVerdict;
  readonly sentence: string;
}

interface Sides {
  readonly sent: BodyInfo | null;
  readonly received: BodyInfo | null;
}

/** How one direction is spoken of. */
interface Words {
  readonly sender: string;
  readonly receiver: string;
  readonly thing: string;
}

const words = {
  request: { sender: "client", receiver: "provider", thing: "request" },
  response: { sender: "provider", receiver: "client", thing: "answer" },
} as const satisfies Record<string, Words>;
type Direction = keyof typeof words;

const whole = new Intl.NumberFormat("en-US");
const nothing: CertifiedBody = { bytes: 0, hashed_bytes: 0, sha256: null };

function formatBytes(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${whole.format(bytes)} bytes`;
}

function findBody({ bodies }: CertificateInput, side: BodySide): BodyInfo | null {
  return bodies.find((body) => body.side === side) ?? null;
}

function certify(body: BodyInfo | null): CertifiedBody {
  return body === null ? nothing : { bytes: body.size, hashed_bytes: body.captured, sha256: body.sha256 };
}

/** Follows `same_as` to the side that holds the bytes. */
function findOrigin(input: CertificateInput, body: BodyInfo | null): BodySide | null {
  const next = body?.same_as ?? null;
  return next === null || next === body?.side ? (body?.side ?? null) : findOrigin(input, findBody(input, next));
}

/** Whether both hashes are of the same bytes; `null` when they cannot tell. */
function compareHashes(left: CertifiedBody, right: CertifiedBody): boolean | null {
  if (left.sha256 === null || right.sha256 === null) return null;
  if (left.sha256 !== right.sha256) return false;
  return left.hashed_bytes < left.bytes || right.hashed_bytes < right.bytes ? null : true;
}

/** Whether both sides have the same bytes; `null` when it cannot be told. */
function areSame(input: CertificateInput, { sent, received }: Sides): boolean | null {
  const [left, right] = [certify(sent), certify(received)];
  if (left.bytes !== right.bytes) return false;
  if (left.bytes === 0 || findOrigin(input, sent) === findOrigin(input, received)) return true;
  return compareHashes(left, right);
}

const changing: ReadonlySet<PolicyStep["outcome"]> = new Set(["changed", "blocked", "failed-closed"]);

function hasPolicyChange({ steps }: CertificateInput, hook: Direction): boolean {
  return steps.some((step) => step.hook === hook && (step.edits.length > 0 || changing.has(step.outcome)));
}

function describeIdentical(bytes: number, { sender, receiver, thing }: Words): Finding {
  const sentence =
    bytes === 0
      ? `The ${thing} has no body.`
      : `The ${receiver} received exactly the ${formatBytes(bytes)} that the ${sender} sent.`;
  return { verdict: "identical", sentence };
}

function describeCounts(sent: CertifiedBody, received: CertifiedBody, { sender, receiver }: Words): string {
  return `the ${sender} sent ${formatBytes(sent.bytes)}, the ${receiver} received ${formatBytes(received.bytes)}.`;
}

function describeChange(input: CertificateInput, direction: Direction, counts: string): Finding {
  const { thing } = words[direction];
  const isUsage = input.record_notes.includes("usage_asked");
  if (hasPolicyChange(input, direction)) {
    const own = direction === "request" ? "asked for token counts" : "took out the token counts it had asked for";
    const also = isUsage ? `, and the gateway ${own}` : "";
    return { verdict: "changed_by_policies", sentence: `Policies changed the ${thing}${also}: ${counts}` };
  }
  const asked =
    direction === "request"
      ? "The gateway asked for token counts"
      : "The gateway took out the token counts it had asked for";
  return {
    verdict: "changed_by_gateway",
    sentence: `${isUsage ? asked : `The gateway changed the ${thing}`}: ${counts}`,
  };
}

const unfinished: Partial<Record<CertificateInput["state"], string>> = {
  in_progress: "The call is still running.",
  interrupted: "The gateway stopped before the call ended, so what arrived is unknown.",
};

/** Why nothing can be said of the bodies; `null` when something can. */
function findUnknown({ state, bodies, bodies_removed: areRemoved = false }: CertificateInput): string | null {
  const areLost = areRemoved && bodies.length === 0;
  return areLost
    ? "The bodies of this call have been removed, so they cannot be compared."
    : (unfinished[state] ?? null);
}

function compareSides(input: CertificateInput, direction: Direction, sides: Sides): Finding {
  const sent = certify(sides.sent);
  const counts = describeCounts(sent, certify(sides.received), words[direction]);
  const same = areSame(input, sides);
  if (same === true) return describeIdentical(sent.bytes, words[direction]);
  if (same === false) return describeChange(input, direction, counts);
  return { verdict: "unknown", sentence: `Only the beginning was kept, so the rest cannot be compared: ${counts}` };
}

function judgeRequest(input: CertificateInput, sides: Sides): Finding {
  if (input.timings.upstream_start_ms === null) {
    return { verdict: "not_passed_on", sentence: "Nothing was sent to the provider." };
  }
  if (input.timings.upstream_headers_ms === null) {
    return {
      verdict: "unknown",
      sentence: "The provider did not answer; how much of the request it received is unknown.",
    };
  }
  return compareSides(input, "request", sides);
}

function judgeOwnAnswer(input: CertificateInput, bytes: number): Finding {
  const own = `the gateway answered itself, with ${formatBytes(bytes)}.`;
  if (input.state === "blocked") {
    return { verdict: "changed_by_policies", sentence: `A policy stopped the request; ${own}` };
  }
  const why = input.timings.upstream_start_ms === null ? "The provider was not asked" : "The provider did not answer";
  return { verdict: "changed_by_gateway", sentence: `${why}; ${own}` };
}

function judgeResponse(input: CertificateInput, sides: Sides): Finding {
  const [sent, received] = [certify(sides.sent), certify(sides.received)];
  if (input.state === "client_aborted") {
    const counts = `${whole.format(received.bytes)} of ${formatBytes(sent.bytes)}`;
    return {
      verdict: "unknown",
      sentence: `The client went away: it was handed ${counts}; how many arrived is unknown.`,
    };
  }
  if (input.timings.upstream_headers_ms === null) return judgeOwnAnswer(input, received.bytes);
  const finding = compareSides(input, "response", sides);
  const isCut = input.state === "upstream_truncated" && finding.verdict === "identical" && sent.bytes > 0;
  const sentence = `The provider broke off; until then the client received exactly the ${formatBytes(sent.bytes)} that it sent.`;
  return isCut ? { ...finding, sentence } : finding;
}

/** Headers are kept apart from bodies. @param reached the point by which both sides have theirs */
function areHeadersKnown(
  { state, timings }: CertificateInput,
  reached: "upstream_start_ms" | "upstream_headers_ms",
): boolean {
  return unfinished[state] === undefined && timings[reached] !== null;
}

function certifyRequest(input: CertificateInput): DirectionCertificate {
  const sent = findBody(input, "client_request");
  const received = findBody(input, "wire_request") ?? findBody(input, "upstream_request");
  const pending = findUnknown(input);
  const finding: Finding =
    pending === null ? judgeRequest(input, { sent, received }) : { verdict: "unknown", sentence: pending };
  const isKnown = pending === null && input.timings.upstream_start_ms !== null;
  const { client_request, upstream_request } = input.headers;
  return {
    ...finding,
    sent: certify(sent),
    received: isKnown ? certify(received) : null,
    headers: areHeadersKnown(input, "upstream_start_ms") ? compareHeaders(client_request, upstream_request) : null,
  };
}

function certifyResponse(input: CertificateInput): DirectionCertificate {
  const sent = findBody(input, "upstream_response");
  const received = findBody(input, "client_response");
  const pending = findUnknown(input);
  const finding: Finding =
    pending === null ? judgeResponse(input, { sent, received }) : { verdict: "unknown", sentence: pending };
  const isKnown = pending === null && input.timings.upstream_headers_ms !== null;
  const { upstream_response, client_response } = input.headers;
  return {
    ...finding,
    sent: isKnown ? certify(sent) : null,
    received: pending === null ? certify(received) : null,
    headers: areHeadersKnown(input, "upstream_headers_ms") ? compareHeaders(upstream_response, client_response) : null,
  };
}

/** What became of a call's bytes and headers on the way through the gateway. Pure. */
export function buildCertificate(input: CertificateInput): Certificate {
  return { request: certifyRequest(input), response: certifyResponse(input) };
}
