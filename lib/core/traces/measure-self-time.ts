import type { SpanNode } from "./build-span-tree";

/** Nanoseconds of a span during which none of its children ran: its length less the union of theirs. */
export function measureSelfTime(node: SpanNode): number {
  let covered = 0;
  let reached = node.start;
  for (const child of node.children.toSorted((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(child.start, reached), Math.min(child.end, node.end)];
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return node.end - node.start - covered;
}
