import type { SpanNode, SpanTree } from "./build-span-tree";

export interface SkewCorrection {
  readonly service: string;
  /** How far its spans were moved, in nanoseconds; negative is earlier. */
  readonly shiftNs: number;
  readonly spans: number;
}

function hostOf({ span }: SpanNode): string {
  const host = span.resource?.["host.name"] ?? span.resource?.["host.id"];
  return `${span.service} ${typeof host === "string" ? host : ""}`;
}

/**
 * Jaeger's rule (model/adjuster/clockskew.go): a child of another host that lies within its parent is left alone; one that is
 * longer may not begin before its parent; any other is put into the middle, as if both ways over the network took the same.
 */
function findShift(node: SpanNode, parent: SpanNode): number {
  const [length, room] = [node.end - node.start, parent.end - parent.start];
  if (length > room) return node.start < parent.start ? parent.start - node.start : 0;
  if (node.start >= parent.start && node.end <= parent.end) return 0;
  // A child that begins inside and outlasts its parent is asynchronous, which says nothing about clocks.
  if (node.start >= parent.start && node.start <= parent.end) return 0;
  return parent.start + (room - length) / 2 - node.start;
}

function shift(node: SpanNode, byNs: number): void {
  node.start += byNs;
  node.end += byNs;
  node.shiftNs += byNs;
}

/**
 * Moves spans of hosts whose clocks cannot be right, in place, and says what was moved: nothing is corrected silently.
 * Descendants on the same host move along. Events keep their times relative to their span (`shiftNs`).
 */
export function correctClockSkew(tree: SpanTree): SkewCorrection[] {
  const corrections = new Map<string, { shiftNs: number; spans: number }>();
  for (const node of tree.nodes) {
    const { parent } = node;
    if (parent === null) continue;
    const isSameHost = hostOf(node) === hostOf(parent);
    if (isSameHost && parent.shiftNs === 0) continue;
    const byNs = isSameHost ? parent.shiftNs : findShift(node, parent);
    if (byNs === 0) continue;
    shift(node, byNs);
    const known = corrections.get(node.span.service) ?? { shiftNs: byNs, spans: 0 };
    corrections.set(node.span.service, { shiftNs: known.shiftNs, spans: known.spans + 1 });
  }
  return [...corrections].map(([service, correction]) => ({ service, ...correction }));
}
