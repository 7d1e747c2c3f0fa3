/** A run of one kind: `count` items that both sides share, that only the first has, or that only the second has. */
export interface SequenceRun {
  readonly kind: "same" | "removed" | "added";
  readonly count: number;
}

/** Edits beyond which two sequences are called different as a whole: Myers' cost grows with their square. */
const defaultMaxEdits = 1200;

type Trace = readonly Int32Array[];

/** How far one more edit gets on a diagonal: down adds an item of `b`, right removes one of `a`. */
function stepOn(furthest: Int32Array, at: number, move: "down" | "right" | "best"): number {
  const down = furthest[at + 1] ?? 0;
  const right = furthest[at - 1] ?? 0;
  if (move === "down" || (move === "best" && right < down)) return down;
  return right + 1;
}

/** Forward pass of Myers' greedy algorithm (1986); `null` when more than `maxEdits` edits would be needed. */
function findTrace<T>(a: readonly T[], b: readonly T[], maxEdits: number): Trace | null {
  const limit = Math.min(a.length + b.length, maxEdits);
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let x = stepOn(furthest, offset + k, k === -edits ? "down" : k === edits ? "right" : "best");
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

/** Walks the trace back from the end; single steps, last first. */
function backtrack(trace: Trace, lengthA: number, lengthB: number): SequenceRun["kind"][] {
  const steps: SequenceRun["kind"][] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const row = trace[edits];
    const at = (k: number): number => row?.[k + edits + 1] ?? 0;
    const k = x - y;
    const isDown = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const previousK = isDown ? k + 1 : k - 1;
    const previousX = edits === 0 ? 0 : at(previousK);
    const previousY = edits === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) {
      steps.push("same");
      x--;
      y--;
    }
    if (edits === 0) break;
    steps.push(isDown ? "added" : "removed");
    x = previousX;
    y = previousY;
  }
  return steps;
}

function toRuns(kinds: Iterable<SequenceRun["kind"]>): SequenceRun[] {
  const runs: { kind: SequenceRun["kind"]; count: number }[] = [];
  for (const kind of kinds) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.count++;
    else runs.push({ kind, count: 1 });
  }
  return runs;
}

function pushRun(runs: SequenceRun[], kind: SequenceRun["kind"], count: number): void {
  if (count > 0) runs.push({ kind, count });
}

/**
 * The shortest way from `a` to `b` by removing and adding items (compared with `===`).
 * Exact up to `maxEdits` edits; beyond, what differs between the common beginning and end is one removal and one addition.
 */
export function diffSequence<T>(a: readonly T[], b: readonly T[], maxEdits = defaultMaxEdits): SequenceRun[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  const runs: SequenceRun[] = [];
  pushRun(runs, "same", start);
  const trace = middleA.length === 0 || middleB.length === 0 ? null : findTrace(middleA, middleB, maxEdits);
  if (trace === null) {
    pushRun(runs, "removed", middleA.length);
    pushRun(runs, "added", middleB.length);
  } else {
    runs.push(...toRuns(backtrack(trace, middleA.length, middleB.length).reverse()));
  }
  pushRun(runs, "same", end);
  return runs;
}
