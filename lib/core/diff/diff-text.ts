import { diffSequence } from "./diff-sequence";

/** A piece of text. `same` and `removed` make up the first text, `same` and `added` the second, exactly. */
export interface TextSegment {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Longer replaced passages are shown as replaced, without looking for words in common. */
const maxWords = 6000;
const word = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function splitWords(text: string): string[] {
  return text.match(word) ?? [];
}

class Segments {
  readonly list: { kind: TextSegment["kind"]; text: string }[] = [];

  add(kind: TextSegment["kind"], text: string): void {
    if (text === "") return;
    const last = this.list.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.list.push({ kind, text });
  }
}

function addDiff(segments: Segments, a: readonly string[], b: readonly string[]): void {
  let atA = 0;
  let atB = 0;
  for (const { kind, count } of diffSequence(a, b)) {
    const from = kind === "added" ? b.slice(atB, atB + count) : a.slice(atA, atA + count);
    segments.add(kind, from.join(""));
    if (kind !== "added") atA += count;
    if (kind !== "removed") atB += count;
  }
}

/** A replaced passage: by word where that is affordable. */
function addReplaced(segments: Segments, removed: string, added: string): void {
  const before = splitWords(removed);
  const after = splitWords(added);
  if (before.length + after.length <= maxWords) {
    addDiff(segments, before, after);
    return;
  }
  segments.add("removed", removed);
  segments.add("added", added);
}

/** Splits into lines first and then into words where lines differ. Joining the pieces gives back both texts exactly. */
export function diffText(from: string, to: string): TextSegment[] {
  const segments = new Segments();
  const a = splitLines(from);
  const b = splitLines(to);
  let atA = 0;
  let atB = 0;
  let removed = "";
  let added = "";
  const flush = (): void => {
    if (removed !== "" && added !== "") addReplaced(segments, removed, added);
    else {
      segments.add("removed", removed);
      segments.add("added", added);
    }
    removed = "";
    added = "";
  };
  for (const { kind, count } of diffSequence(a, b)) {
    if (kind === "same") flush();
    const text = (kind === "added" ? b.slice(atB, atB + count) : a.slice(atA, atA + count)).join("");
    if (kind === "same") segments.add("same", text);
    else if (kind === "removed") removed += text;
    else added += text;
    if (kind !== "added") atA += count;
    if (kind !== "removed") atB += count;
  }
  flush();
  return segments.list;
}
