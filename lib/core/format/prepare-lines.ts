import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { diffSequence, type SequenceRun } from "@/lib/core/diff/diff-sequence";
import { revealInvisible } from "@/lib/core/diff/reveal-invisible";
import { printJson, type PrintedLine } from "@/lib/core/format/print-json";

/** The viewer renders every line that it gets. */
const maxLines = 3_000;
/** The viewer's cost grows with the square of the changed lines. */
const maxChangedLines = 1_500;
/** Equal lines around a change; more of them when all were asked for but there are too many. */
const contextLines = { near: 4, far: 60 };
/** Fewer are not worth leaving out. */
const leastOmitted = 4;

export interface PreparedJson {
  readonly original: string;
  readonly final: string;
  /** Equal lines that are left out. */
  readonly omitted: number;
  /** The two differ too much to be compared line by line; the strings are empty then. */
  readonly isTooDifferent: boolean;
}

/** The viewer draws lines itself, so what a reader would not see is written out before. */
function toText({ text }: PrintedLine): string {
  return revealInvisible(text)
    .map((piece) => ("text" in piece ? piece.text : `‹${piece.label}›`))
    .join("");
}

const countChanged = (runs: readonly SequenceRun[]): number =>
  runs.reduce((sum, run) => sum + (run.kind === "same" ? 0 : run.count), 0);

interface Lines {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Keeps changed lines and equal ones near them; a line says how many were left out. */
function cutEqual({ before, after }: Lines, runs: readonly SequenceRun[], context: number): PreparedJson {
  const cut = { before: [] as string[], after: [] as string[] };
  let omitted = 0;
  let atBefore = 0;
  let atAfter = 0;
  for (const [index, { kind, count }] of runs.entries()) {
    const removed = kind === "added" ? [] : before.slice(atBefore, atBefore + count);
    const added = kind === "removed" ? [] : after.slice(atAfter, atAfter + count);
    atBefore += removed.length;
    atAfter += added.length;
    const head = index === 0 ? 0 : context;
    const tail = index === runs.length - 1 ? 0 : context;
    const skipped = kind === "same" ? count - head - tail : 0;
    if (skipped < leastOmitted) {
      cut.before.push(...removed);
      cut.after.push(...added);
      continue;
    }
    omitted += skipped;
    const lines = [...removed.slice(0, head), `⋯ ${skipped} equal lines`, ...removed.slice(count - tail)];
    cut.before.push(...lines);
    cut.after.push(...lines);
  }
  return { original: cut.before.join("\n"), final: cut.after.join("\n"), omitted, isTooDifferent: false };
}

/**
 * Both bodies as lines that the side by side viewer can take, bounded.
 * @param isWhole all lines were asked for, and not only those around changes
 */
export function prepareJson(original: Json, final: Json, isWhole: boolean): PreparedJson {
  const before = printJson(original, final).map(toText);
  const after = printJson(final, original).map(toText);
  const runs = diffSequence(before, after);
  if (countChanged(runs) > maxChangedLines) return { original: "", final: "", omitted: 0, isTooDifferent: true };
  if (isWhole && Math.max(before.length, after.length) <= maxLines) {
    return { original: before.join("\n"), final: after.join("\n"), omitted: 0, isTooDifferent: false };
  }
  return cutEqual({ before, after }, runs, isWhole ? contextLines.far : contextLines.near);
}

/** One body as lines, the first of them when there are very many. */
export function prepareWholeJson(value: Json): {
  readonly text: string;
  readonly total: number;
  readonly shown: number;
} {
  const lines = printJson(value);
  const shown = lines.slice(0, maxLines);
  return { text: shown.map((line) => line.text).join("\n"), total: lines.length, shown: shown.length };
}
