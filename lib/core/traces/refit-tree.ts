import { listInOrder, type SpanTree } from "./build-span-tree";

/**
 * The tree on the axis that its spans need now: those that were moved may have been the first or the last. Nodes move in place;
 * times of events follow, since they count from the origin.
 */
export function refitTree(tree: SpanTree): SpanTree {
  let [first, last] = [Infinity, 0];
  for (const node of tree.nodes) {
    first = Math.min(first, node.start);
    last = Math.max(last, node.end);
  }
  if (!Number.isFinite(first)) return tree;
  const byNs = Math.floor(first);
  for (const node of tree.nodes) {
    node.start -= byNs;
    node.end -= byNs;
  }
  const originNs = tree.originNs + BigInt(byNs);
  const roots = [...tree.roots].sort((a, b) => a.start - b.start);
  return { ...tree, roots, nodes: listInOrder(roots), originNs, durationNs: last - byNs };
}
