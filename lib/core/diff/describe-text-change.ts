import { toSkeleton } from "./find-look-alikes";
import { revealInvisible } from "./reveal-invisible";

/** Ways in which two texts differ that a reader would not see, or would not care about. */
export type TextChangeNote = "whitespace" | "invisible" | "look-alike" | "case" | "normalisation";

function withoutInvisible(text: string): string {
  return revealInvisible(text)
    .map((piece) => ("text" in piece ? piece.text : piece.kind === "invisible" ? "" : piece.character))
    .join("");
}

const tests: readonly (readonly [TextChangeNote, (text: string) => string])[] = [
  ["whitespace", (text) => text.replaceAll(/\s+/g, "")],
  ["invisible", withoutInvisible],
  ["normalisation", (text) => text.normalize("NFC")],
  ["look-alike", (text) => toSkeleton(withoutInvisible(text))],
  ["case", (text) => text.toLowerCase()],
];

/** The one thing in which two different texts differ; `null` when it is more than that, or plain to see. */
export function describeTextChange(from: string, to: string): TextChangeNote | null {
  if (from === to) return null;
  return tests.find(([, strip]) => strip(from) === strip(to))?.[0] ?? null;
}
