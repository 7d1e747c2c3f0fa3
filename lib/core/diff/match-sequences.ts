import { DiffBudget } from "./diff-budget";

/** Equal items: index in the first sequence, index in the second. */
export type Match = readonly [from: number, to: number];

export interface SequenceLimits {
  /** Edits beyond which a shortest way is no longer looked for: Myers' cost grows with their square. */
  readonly maxEdits?: number;
  readonly budget?: DiffBudget;
}

const defaultMaxEdits = 1200;
/** Between two anchors less is worth looking for. */
const maxGapEdits = 400;

interface Numbered {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/** Equal items get equal numbers. */
function numberItems<T>(a: readonly T[], b: readonly T[]): Numbered {
  const numbers = new Map<T, number>();
  const toNumber = (item: T): number => {
    const known = numbers.get(item);
    if (known !== undefined) return known;
    numbers.set(item, numbers.size);
    return numbers.size - 1;
  };
  return { a: Int32Array.from(a, toNumber), b: Int32Array.from(b, toNumber) };
}

/** A stretch of both sequences, half open. */
interface Range {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** How far one more edit gets on a diagonal: down adds an item of `b`, right removes one of `a`. */
function stepOn(furthest: Int32Array, at: number, move: "down" | "right" | "best"): number {
  const down = furthest[at + 1] ?? 0;
  const right = furthest[at - 1] ?? 0;
  return move === "down" || (move === "best" && right < down) ? down : right + 1;
}

/** Forward pass of Myers' greedy algorithm (1986); `null` when it would cost too much. */
function findTrace(a: Int32Array, b: Int32Array, maxEdits: number, budget: DiffBudget): Int32Array[] | null {
  const limit = Math.min(a.length + b.length, maxEdits);
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    if (!budget.take(2 * edits + 1)) return null;
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const begin = stepOn(furthest, offset + k, k === -edits ? "down" : k === edits ? "right" : "best");
      let x = begin;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      budget.spend(x - begin);
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

/** Walks the trace back from the end: the equal items, last first. */
function backtrack(trace: readonly Int32Array[], lengthA: number, lengthB: number): Match[] {
  const matches: Match[] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const row = trace[edits];
    const at = (k: number): number => row?.[k + edits + 1] ?? 0;
    const k = x - y;
    const isDown = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const previousX = edits === 0 ? 0 : at(isDown ? k + 1 : k - 1);
    const previousY = edits === 0 ? 0 : previousX - (isDown ? k + 1 : k - 1);
    while (x > previousX && y > previousY) matches.push([--x, --y]);
    x = previousX;
    y = previousY;
  }
  return matches;
}

/** How many of the tops, rising, stand before this place. */
function countBelow(tops: readonly number[], placeOf: (top: number) => number, place: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(tops[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The longest rising run of second places, by patience sorting. */
function keepRising(matches: readonly Match[]): Match[] {
  const tops: number[] = [];
  const before: number[] = [];
  const placeOf = (index: number): number => matches[index]?.[1] ?? 0;
  for (const [index, [, place]] of matches.entries()) {
    const pile = countBelow(tops, placeOf, place);
    before[index] = tops[pile - 1] ?? -1;
    tops[pile] = index;
  }
  const kept: Match[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const match = matches[at];
    if (match !== undefined) kept.push(match);
  }
  return kept.reverse();
}

/** Places of items that occur once in this range; -1 for repeated ones. */
function findSingles(items: Int32Array, from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let index = from; index < to; index++) {
    const item = items[index] ?? 0;
    places.set(item, places.has(item) ? -1 : index);
  }
  return places;
}

class Matcher {
  readonly matches: Match[] = [];

  constructor(
    private readonly items: Numbered,
    private readonly budget: DiffBudget,
  ) {}

  match(range: Range, maxEdits: number): void {
    const inner = this.trim(range);
    const { indexesA, indexesB } = this.listShared(inner);
    if (indexesA.length > 0 && indexesB.length > 0) this.matchShared(inner, indexesA, indexesB, maxEdits);
  }

  /** Takes the common beginning and end. */
  private trim({ fromA, toA, fromB, toB }: Range): Range {
    const { a, b } = this.items;
    let [startA, startB, endA, endB] = [fromA, fromB, toA, toB];
    while (startA < endA && startB < endB && a[startA] === b[startB]) this.matches.push([startA++, startB++]);
    while (endA > startA && endB > startB && a[endA - 1] === b[endB - 1]) this.matches.push([--endA, --endB]);
    this.budget.spend(startA - fromA + (toA - endA) + 1);
    return { fromA: startA, toA: endA, fromB: startB, toB: endB };
  }

  /** Items that the other side has too: no others can be in a common subsequence. */
  private listShared({ fromA, toA, fromB, toB }: Range): { indexesA: number[]; indexesB: number[] } {
    const { a, b } = this.items;
    const inA = new Set(a.subarray(fromA, toA));
    const inB = new Set(b.subarray(fromB, toB));
    const indexesA: number[] = [];
    const indexesB: number[] = [];
    for (let index = fromA; index < toA; index++) if (inB.has(a[index] ?? -1)) indexesA.push(index);
    for (let index = fromB; index < toB; index++) if (inA.has(b[index] ?? -1)) indexesB.push(index);
    this.budget.spend(toA - fromA + (toB - fromB));
    return { indexesA, indexesB };
  }

  private matchShared(range: Range, indexesA: number[], indexesB: number[], maxEdits: number): void {
    const a = Int32Array.from(indexesA, (index) => this.items.a[index] ?? 0);
    const b = Int32Array.from(indexesB, (index) => this.items.b[index] ?? 0);
    const trace = findTrace(a, b, maxEdits, this.budget);
    if (trace !== null) {
      for (const [from, to] of backtrack(trace, a.length, b.length)) {
        this.matches.push([indexesA[from] ?? 0, indexesB[to] ?? 0]);
      }
      return;
    }
    const anchors = maxEdits > maxGapEdits ? this.findAnchors(range) : [];
    if (anchors.length === 0) this.budget.markApproximate();
    else this.matchAround(range, anchors);
  }

  /** Items that occur exactly once on both sides and in the same order: what people would call the same place. */
  private findAnchors({ fromA, toA, fromB, toB }: Range): Match[] {
    const singles = findSingles(this.items.b, fromB, toB);
    const common = [...findSingles(this.items.a, fromA, toA)].flatMap(([item, place]): Match[] => {
      const other = singles.get(item) ?? -1;
      return place < 0 || other < 0 ? [] : [[place, other]];
    });
    this.budget.spend(toA - fromA + (toB - fromB));
    return keepRising(common.sort(([left], [right]) => left - right));
  }

  private matchAround({ fromA, toA, fromB, toB }: Range, anchors: readonly Match[]): void {
    let at = { a: fromA, b: fromB };
    for (const [a, b] of [...anchors, [toA, toB] as const]) {
      this.match({ fromA: at.a, toA: a, fromB: at.b, toB: b }, maxGapEdits);
      if (a < toA) this.matches.push([a, b]);
      at = { a: a + 1, b: b + 1 };
    }
  }
}

/**
 * Which items of two sequences correspond (`===`), in order, as many as can. A longest common subsequence up to `maxEdits`
 * edits; beyond, around items that occur once on both sides; where that fails too, fewer, and the budget says approximate.
 */
export function matchSequences<T>(a: readonly T[], b: readonly T[], limits: SequenceLimits = {}): Match[] {
  const budget = limits.budget ?? new DiffBudget();
  const matcher = new Matcher(numberItems(a, b), budget);
  const all = { fromA: 0, toA: a.length, fromB: 0, toB: b.length };
  matcher.match(all, limits.maxEdits ?? defaultMaxEdits);
  return matcher.matches.sort(([left], [right]) => left - right);
}
