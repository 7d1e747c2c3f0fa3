import { DiffBudget } from "./diff-budget";
import { diffSequence } from "./diff-sequence";
import { splitChunks, splitLines, splitWords } from "./split-text";

/** A piece of text. `same` and `removed` make up the first text, `same` and `added` the second, exactly. */
export interface TextSegment {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** A replaced passage up to this length is compared word by word. */
const maxWordLength = 40_000;

class Segments {
  readonly list: { kind: TextSegment["kind"]; text: string }[] = [];

  add(kind: TextSegment["kind"], text: string): void {
    if (text === "") return;
    const last = this.list.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.list.push({ kind, text });
  }
}

/** Between two changes this is no common ground: two words in a row are one change. */
const separator = /^[^\p{L}\p{N}]{1,3}$/u;

/** Joins changes that only a separator keeps apart. */
function joinNeighbours(segments: readonly TextSegment[]): TextSegment[] {
  const joined = new Segments();
  let open = { removed: "", added: "" };
  const flush = (): void => {
    joined.add("removed", open.removed);
    joined.add("added", open.added);
    open = { removed: "", added: "" };
  };
  for (const [index, { kind, text }] of segments.entries()) {
    const isBetween = index > 0 && index < segments.length - 1;
    if (kind === "removed") open.removed += text;
    else if (kind === "added") open.added += text;
    else if (isBetween && separator.test(text) && open.removed !== "" && open.added !== "") {
      open = { removed: open.removed + text, added: open.added + text };
    } else {
      flush();
      joined.add("same", text);
    }
  }
  flush();
  return joined.list;
}

interface Replaced {
  readonly from: string;
  readonly to: string;
}

/** Compares two lists of pieces; what was replaced between equal ones goes to `onReplaced`. */
function diffPieces(
  a: readonly string[],
  b: readonly string[],
  segments: Segments,
  { budget, onReplaced }: { readonly budget: DiffBudget; readonly onReplaced: (passage: Replaced) => void },
): void {
  let atA = 0;
  let atB = 0;
  let from = "";
  let to = "";
  const flush = (): void => {
    if (from !== "" && to !== "") onReplaced({ from, to });
    else {
      segments.add("removed", from);
      segments.add("added", to);
    }
    from = "";
    to = "";
  };
  for (const { kind, count } of diffSequence(a, b, { budget })) {
    const text = (kind === "added" ? b.slice(atB, atB + count) : a.slice(atA, atA + count)).join("");
    if (kind === "same") {
      flush();
      segments.add("same", text);
    } else if (kind === "removed") from += text;
    else to += text;
    if (kind !== "added") atA += count;
    if (kind !== "removed") atB += count;
  }
  flush();
}

/**
 * Splits into lines first, passages without lines into chunks, and what was replaced into words. Joining the pieces gives
 * back both texts exactly. Past the budget, what was replaced is shown as replaced without looking for words in common.
 */
export function diffText(from: string, to: string, budget: DiffBudget = new DiffBudget()): TextSegment[] {
  const segments = new Segments();
  const addWhole = (passage: Replaced): void => {
    segments.add("removed", passage.from);
    segments.add("added", passage.to);
  };
  const addCoarse = (passage: Replaced): void => {
    budget.markApproximate();
    addWhole(passage);
  };
  const byWords = (passage: Replaced, orElse: (passage: Replaced) => void): void => {
    const length = passage.from.length + passage.to.length;
    if (length > maxWordLength || !budget.take(length)) {
      orElse(passage);
      return;
    }
    diffPieces(splitWords(passage.from), splitWords(passage.to), segments, { budget, onReplaced: addWhole });
  };
  const byChunks = (passage: Replaced): void => {
    budget.spend(passage.from.length + passage.to.length);
    diffPieces(splitChunks(passage.from), splitChunks(passage.to), segments, {
      budget,
      onReplaced: (inner) => {
        byWords(inner, addCoarse);
      },
    });
  };
  diffPieces(splitLines(from), splitLines(to), segments, {
    budget,
    onReplaced: (passage) => {
      byWords(passage, byChunks);
    },
  });
  return joinNeighbours(segments.list);
}
