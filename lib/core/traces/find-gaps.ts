import type { SpanNode } from "./build-span-tree";

/** A stretch of time in which nothing begins or ends and only spans around it run. */
export interface TimeGap {
  readonly start: number;
  readonly end: number;
}

/** Positions on a time axis on which long gaps take little room. Both directions are monotonic and exact at the ends. */
export interface TimeScale {
  /** 0 at the beginning, 1 at the end. */
  readonly toShare: (offsetNs: number) => number;
  readonly toOffset: (share: number) => number;
  readonly gaps: readonly TimeGap[];
}

/** What is left of a gap, as a share of the rest. */
const gapShare = 0.03;

/**
 * Gaps of at least `leastShare` of the trace between two neighbouring moments at which something begins, ends or is noted.
 */
export function findGaps(nodes: readonly SpanNode[], durationNs: number, leastShare = 0.2): TimeGap[] {
  const moments = new Set<number>([0, durationNs]);
  for (const { start, end } of nodes) moments.add(start).add(end);
  const sorted = [...moments].sort((a, b) => a - b);
  const gaps: TimeGap[] = [];
  sorted.forEach((end, index) => {
    const start = sorted[index - 1];
    if (start !== undefined && end - start >= durationNs * leastShare) gaps.push({ start, end });
  });
  return gaps;
}

/** A moment at which the slope of the scale changes. */
interface Knot {
  readonly real: number;
  readonly drawn: number;
}

/** Straight lines between knots. */
function interpolate(knots: readonly Knot[], from: keyof Knot, to: keyof Knot, value: number): number {
  const next = knots.find((knot) => knot[from] >= value) ?? knots.at(-1);
  const before = next === undefined ? undefined : knots[knots.indexOf(next) - 1];
  if (next === undefined) return 0;
  if (before === undefined || next[from] === before[from]) return next[to];
  return before[to] + ((value - before[from]) / (next[from] - before[from])) * (next[to] - before[to]);
}

/** @param gaps in order and without overlaps; none gives an even scale */
export function createTimeScale(durationNs: number, gaps: readonly TimeGap[]): TimeScale {
  const length = Math.max(durationNs, 1);
  const cut = gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0);
  const narrow = Math.max((length - cut) * gapShare, length * 1e-6);
  const knots: Knot[] = [{ real: 0, drawn: 0 }];
  let saved = 0;
  for (const { start, end } of gaps) {
    knots.push({ real: start, drawn: start - saved });
    saved += end - start - narrow;
    knots.push({ real: end, drawn: end - saved });
  }
  const drawn = length - saved;
  knots.push({ real: length, drawn });
  return {
    toShare: (offsetNs) => interpolate(knots, "real", "drawn", offsetNs) / drawn,
    toOffset: (share) => interpolate(knots, "drawn", "real", share * drawn),
    gaps,
  };
}
