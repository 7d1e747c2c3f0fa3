import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { joinClasses } from "@/components/ui/join-classes";
import { definePanel, type PanelViewProps } from "../define-panel";
import { prepareCertificate, type CertificateData, type DirectionData, type HeaderLine } from "./prepare-certificate";

const whole = new Intl.NumberFormat("en-US");
const tones: Readonly<Record<HeaderLine["word"], string>> = {
  added: "text-added-ink",
  removed: "text-removed-ink",
  changed: "text-modified-ink",
};

function SideRow({ side: { name, body, note } }: { readonly side: DirectionData["sides"][number] }) {
  return (
    <tr className="border-t first:border-t-0">
      <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-ink-2">
        {name}
      </th>
      <td className="tabular py-1 pr-3 text-right whitespace-nowrap text-ink">{whole.format(body.bytes)} B</td>
      <td className="py-1 text-right font-mono text-2xs text-ink-3">
        {body.sha256 === null ? (
          <span className="font-sans">{body.bytes === 0 ? "no body" : "no hash"}</span>
        ) : (
          <span className="inline-flex items-center gap-1" title={note ?? `SHA-256 ${body.sha256}`}>
            {body.sha256.slice(0, 12)}…
            <CopyButton value={body.sha256} label={`Copy the SHA-256 of what the ${name.toLowerCase()}`} />
          </span>
        )}
        {note !== null && <span className="block font-sans whitespace-normal">{note}</span>}
      </td>
    </tr>
  );
}

function HeaderLines({ headers }: { readonly headers: NonNullable<DirectionData["headers"]> }) {
  if (headers.lines.length === 0) return <p className="mt-2 text-xs text-ink-3">{headers.summary}</p>;
  return (
    <details className="mt-2 text-xs">
      <summary className="cursor-pointer text-ink-3 hover:text-ink">{headers.summary}</summary>
      <ul className="mt-1 grid gap-0.5 font-mono text-2xs">
        {headers.lines.map(({ sign, word, name, value }, index) => (
          <li key={`${String(index)} ${name}`} className="wrap-anywhere text-ink-2">
            <span className={joinClasses("font-medium", tones[word])}>
              <span aria-hidden="true">{sign} </span>
              <span className="sr-only">{word} </span>
              {name}
            </span>
            : {value}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Direction({ direction }: { readonly direction: DirectionData }) {
  const { title, badge, tone, sentence, sides, headers } = direction;
  return (
    <section aria-label={`${title} in bytes`} className="border-t px-4 py-3 first:border-t-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-ink">{title}</h3>
        <Badge tone={tone}>{badge}</Badge>
      </div>
      <p className="mt-1 text-sm text-ink-2">{sentence}</p>
      {sides.length > 0 && (
        <table className="mt-2 w-full border-collapse text-xs">
          <caption className="sr-only">Bytes and hashes of the {title.toLowerCase()}</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Side</th>
              <th scope="col">Bytes</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {sides.map((side) => (
              <SideRow key={side.name} side={side} />
            ))}
          </tbody>
        </table>
      )}
      {headers !== null && <HeaderLines headers={headers} />}
    </section>
  );
}

function CertificateView({ data }: PanelViewProps<CertificateData>) {
  return (
    <Card aria-label="Byte certificate">
      <CardHeader title="Byte certificate" description="Counted and hashed after the call, from what was recorded." />
      {data.directions.map((direction) => (
        <Direction key={direction.title} direction={direction} />
      ))}
    </Card>
  );
}

/** Whether each side got the bytes that the other sent. */
export const certificatePanel = definePanel({
  id: "certificate",
  title: "Byte certificate",
  prepare: prepareCertificate,
  View: CertificateView,
});
