import type { SpanNode } from "./build-span-tree";

/** A stretch during which this span, and none of its children, kept the trace from ending earlier. */
export interface CriticalSection {
  readonly node: SpanNode;
  readonly start: number;
  readonly end: number;
}

interface Visit {
  readonly node: SpanNode;
  /** Children by end, last first; `next` is the first that was not looked at. */
  readonly children: readonly SpanNode[];
  next: number;
  /** Everything from here to the span's end is spoken for. */
  at: number;
  readonly from: number;
  /** Where the span is cut off because its parent ends here. */
  readonly to: number;
}

/** Spans that a consumer works off later do not hold up whoever sent them. */
function isBlocking(parent: SpanNode, child: SpanNode): boolean {
  return !(parent.span.kind === "producer" && child.span.kind === "consumer");
}

function beginVisit(node: SpanNode, from: number, to: number): Visit {
  const children = node.children
    .filter((child) => isBlocking(node, child) && child.start < to && child.end > from)
    .sort((a, b) => b.end - a.end || b.start - a.start);
  return { node, children, next: 0, at: to, from, to };
}

/** The child that ended last before what is spoken for; one that ends exactly there counts. */
function takeLastFinished(visit: Visit): SpanNode | null {
  while (visit.next < visit.children.length) {
    const child = visit.children[visit.next++];
    if (child !== undefined && Math.min(child.end, visit.to) <= visit.at) return child;
  }
  return null;
}

/**
 * The critical path below a root (the idea of Uber's CRISP, the walk of Jaeger's `CriticalPath`): from the end backwards,
 * always into the child that finished last. With an explicit stack and children sorted once: O(n log n), any depth.
 * @returns sections in order of time, without overlaps
 */
export function findCriticalPath(root: SpanNode): CriticalSection[] {
  const sections: CriticalSection[] = [];
  const push = (node: SpanNode, start: number, end: number): void => {
    if (end > start) sections.push({ node, start, end });
  };
  const stack: Visit[] = [beginVisit(root, root.start, root.end)];
  for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
    const child = takeLastFinished(visit);
    if (child === null) {
      push(visit.node, visit.from, visit.at);
      stack.pop();
      continue;
    }
    const [from, to] = [Math.max(child.start, visit.from), Math.min(child.end, visit.at)];
    push(visit.node, to, visit.at);
    visit.at = from;
    stack.push(beginVisit(child, from, to));
  }
  return sections.reverse();
}
