import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { diffSequence } from "@/lib/core/diff/diff-sequence";
import { printJson, type PrintedLine } from "@/lib/core/format/print-json";

/** Above this the lines far from any change are left out before the viewer, which compares all that it gets, sees them. */
const maxLines = 3_000;
/** The viewer's cost grows with the square of the changed lines. */
const maxChangedLines = 1_500;
const contextLines = 20;

export interface PreparedJson {
  readonly original: string;
  readonly final: string;
  /** Lines of both that are not shown because they are equal and far from any change. */
  readonly omitted: number;
  /** The two differ too much to be compared line by line; the strings are empty then. */
  readonly isTooDifferent: boolean;
}

interface Cut {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const textOf = (lines: readonly PrintedLine[]): string[] => lines.map((line) => line.text);

/** Leaves out the middle of long equal stretches, with a line that says how many. */
function cutEqual(
  before: readonly string[],
  after: readonly string[],
): Cut & { readonly omitted: number; readonly changed: number } {
  const cut = { before: [] as string[], after: [] as string[] };
  let omitted = 0;
  let changed = 0;
  let atBefore = 0;
  let atAfter = 0;
  for (const { kind, count } of diffSequence(before, after)) {
    const removed = kind === "added" ? [] : before.slice(atBefore, atBefore + count);
    const added = kind === "removed" ? [] : after.slice(atAfter, atAfter + count);
    atBefore += removed.length;
    atAfter += added.length;
    if (kind !== "same") changed += count;
    const skipped = kind === "same" ? count - 2 * contextLines : 0;
    if (skipped < contextLines) {
      cut.before.push(...removed);
      cut.after.push(...added);
      continue;
    }
    omitted += skipped;
    const lines = [...removed.slice(0, contextLines), `⋯ ${skipped} equal lines`, ...removed.slice(-contextLines)];
    cut.before.push(...lines);
    cut.after.push(...lines);
  }
  return { ...cut, omitted, changed };
}

/** Both bodies as lines that the side by side viewer can take, bounded. */
export function prepareJson(original: Json, final: Json): PreparedJson {
  const before = textOf(printJson(original));
  const after = textOf(printJson(final));
  const isLong = before.length + after.length > 2 * maxLines;
  const cut = cutEqual(before, after);
  if (cut.changed > maxChangedLines) return { original: "", final: "", omitted: 0, isTooDifferent: true };
  const shown = isLong ? cut : { before, after, omitted: 0 };
  return {
    original: shown.before.join("\n"),
    final: shown.after.join("\n"),
    omitted: shown.omitted,
    isTooDifferent: false,
  };
}

/** One body as lines, the first of them when there are very many. */
export function prepareWholeJson(value: Json): {
  readonly text: string;
  readonly total: number;
  readonly shown: number;
} {
  const lines = textOf(printJson(value));
  const shown = lines.slice(0, maxLines);
  return { text: shown.join("\n"), total: lines.length, shown: shown.length };
}
