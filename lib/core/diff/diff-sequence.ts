import { matchSequences, type SequenceLimits } from "./match-sequences";

/** A run of one kind: `count` items that both sides share, that only the first has, or that only the second has. */
export interface SequenceRun {
  readonly kind: "same" | "removed" | "added";
  readonly count: number;
}

/** The way from `a` to `b` by keeping, removing and adding items (compared with `===`); removals before additions. */
export function diffSequence<T>(a: readonly T[], b: readonly T[], limits?: SequenceLimits): SequenceRun[] {
  const runs: { kind: SequenceRun["kind"]; count: number }[] = [];
  const push = (kind: SequenceRun["kind"], count: number): void => {
    if (count === 0) return;
    const last = runs.at(-1);
    if (last?.kind === kind) last.count += count;
    else runs.push({ kind, count });
  };
  let atA = 0;
  let atB = 0;
  for (const [from, to] of matchSequences(a, b, limits)) {
    push("removed", from - atA);
    push("added", to - atB);
    push("same", 1);
    atA = from + 1;
    atB = to + 1;
  }
  push("removed", a.length - atA);
  push("added", b.length - atB);
  return runs;
}
