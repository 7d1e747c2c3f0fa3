import type { TraceSpan } from "../contracts/trace";

/** A span in its place. Times are nanoseconds since the trace's first span began: below 2^53 for 104 days. */
export interface SpanNode {
  readonly span: TraceSpan;
  start: number;
  end: number;
  readonly children: SpanNode[];
  parent: SpanNode | null;
  depth: number;
  /** How far the clocks were set apart: `start` and `end` are already corrected by it. */
  shiftNs: number;
}

export interface SpanTree {
  /** In order of time. Usually one. */
  readonly roots: readonly SpanNode[];
  /** Every node, parents before children, in the order in which a reader goes through them. */
  readonly nodes: readonly SpanNode[];
  /** Epoch nanoseconds at which the trace begins; offsets count from here. */
  readonly originNs: bigint;
  /** From the first begin to the last end. */
  readonly durationNs: number;
  /** Spans whose parent is not here: shown as roots, and said so. */
  readonly orphanIds: ReadonlySet<string>;
  /** The same span more than once (exporters repeat what they were not sure of): the last one is kept. */
  readonly duplicates: number;
}

/**
 * Old instrumentation gives a client's span and the server's answering it one id. As Tempo does, the server's becomes another
 * span below the client's; any other repetition is the same span again, and the last one is kept.
 */
function separate(spans: readonly TraceSpan[]): Map<string, TraceSpan> {
  const clients = new Set(spans.filter((span) => span.kind === "client").map((span) => span.span_id));
  const byId = new Map<string, TraceSpan>();
  for (const span of spans) {
    const { span_id: id, kind } = span;
    const isShared = kind === "server" && clients.has(id);
    const own = isShared ? { ...span, span_id: `${id}-server`, parent_span_id: id } : span;
    byId.set(own.span_id, own);
  }
  return byId;
}

function findOrigin(spans: Iterable<TraceSpan>): bigint {
  let origin: bigint | null = null;
  for (const span of spans) {
    const start = BigInt(span.start_ns);
    if (origin === null || start < origin) origin = start;
  }
  return origin ?? 0n;
}

function createNodes(byId: ReadonlyMap<string, TraceSpan>, origin: bigint): Map<string, SpanNode> {
  const nodes = new Map<string, SpanNode>();
  for (const [id, span] of byId) {
    const start = Number(BigInt(span.start_ns) - origin);
    const end = Math.max(start, Number(BigInt(span.end_ns) - origin));
    nodes.set(id, { span, start, end, children: [], parent: null, depth: 0, shiftNs: 0 });
  }
  return nodes;
}

/** Hangs every node under its parent. @returns ids of those whose parent is not here */
function link(nodes: ReadonlyMap<string, SpanNode>): Set<string> {
  const orphans = new Set<string>();
  for (const node of nodes.values()) {
    const { parent_span_id: parentId, span_id: id } = node.span;
    const parent = parentId === null ? undefined : nodes.get(parentId);
    if (parent !== undefined) {
      node.parent = parent;
      parent.children.push(node);
    } else if (parentId !== null) orphans.add(id);
  }
  return orphans;
}

function markBelow(root: SpanNode, reached: Set<SpanNode>): void {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    reached.add(node);
    for (const child of node.children) if (!reached.has(child)) stack.push(child);
  }
}

/** Goes up until it comes by the same node again: that one is on a circle. */
function findOnCircle(node: SpanNode): SpanNode {
  const seen = new Set<SpanNode>();
  let at = node;
  while (!seen.has(at) && at.parent !== null) {
    seen.add(at);
    at = at.parent;
  }
  return at;
}

/** What no root leads to hangs on a circle of parents; each circle is cut at one span, which counts as an orphan. */
function cutCircles(nodes: Iterable<SpanNode>, orphans: Set<string>): void {
  const all = [...nodes];
  const reached = new Set<SpanNode>();
  for (const node of all) if (node.parent === null) markBelow(node, reached);
  for (const node of all) {
    if (reached.has(node)) continue;
    const cut = findOnCircle(node);
    const siblings = cut.parent?.children ?? [];
    siblings.splice(siblings.indexOf(cut), 1);
    cut.parent = null;
    orphans.add(cut.span.span_id);
    markBelow(cut, reached);
  }
}

export function compareByTime(a: SpanNode, b: SpanNode): number {
  return a.start - b.start || b.end - a.end || (a.span.span_id < b.span.span_id ? -1 : 1);
}

/** Sorts siblings by time, and lists everybody, parents first. Without recursion: traces can be deep. */
export function listInOrder(roots: readonly SpanNode[]): SpanNode[] {
  const nodes: SpanNode[] = [];
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    node.depth = node.parent === null ? 0 : node.parent.depth + 1;
    nodes.push(node);
    node.children.sort(compareByTime);
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child !== undefined) stack.push(child);
    }
  }
  return nodes;
}

/** Puts spans into a tree. Total: missing parents, circles, repeated spans and several roots are all shown. */
export function buildSpanTree(spans: readonly TraceSpan[]): SpanTree {
  const byId = separate(spans);
  const originNs = findOrigin(byId.values());
  const all = createNodes(byId, originNs);
  const orphanIds = link(all);
  cutCircles(all.values(), orphanIds);
  const roots = [...all.values()].filter((node) => node.parent === null).sort(compareByTime);
  const nodes = listInOrder(roots);
  const durationNs = nodes.reduce((last, node) => Math.max(last, node.end), 0);
  return { roots, nodes, originNs, durationNs, orphanIds, duplicates: spans.length - byId.size };
}
