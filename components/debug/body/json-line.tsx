import { RevealedText } from "./revealed-text";
import { splitJsonLine, type JsonToken } from "./split-json-line";

/** Inks that keep 4.5:1 on plain, added and removed lines in both themes. */
const inks: Readonly<Record<JsonToken["kind"], string>> = {
  key: "text-accent-ink",
  text: "text-ink",
  literal: "text-info-ink",
  plain: "text-ink-2",
};

/** A line of printed JSON in colours, with characters shown that one would not see. */
export function JsonLine({ line }: { readonly line: string }) {
  return splitJsonLine(line).map((token, index) => (
    <span key={index} className={token.text.trim() === "" ? undefined : inks[token.kind]}>
      <RevealedText text={token.text} />
    </span>
  ));
}
