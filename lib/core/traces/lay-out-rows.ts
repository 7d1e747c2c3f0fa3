import type { SpanNode, SpanTree } from "./build-span-tree";

/** One line of the waterfall, with what a treegrid must say about it. */
export interface SpanRow {
  readonly node: SpanNode;
  /** 1 for roots (`aria-level`). */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly isOpen: boolean;
  readonly hasChildren: boolean;
}

export interface RowOptions {
  /** Ids of spans whose children are folded away. */
  readonly collapsed: ReadonlySet<string>;
  /** When set, only these and their ancestors are shown, whatever is folded. */
  readonly only?: ReadonlySet<string>;
}

function listKept(tree: SpanTree, only: ReadonlySet<string>): Set<SpanNode> {
  const kept = new Set<SpanNode>();
  for (const node of tree.nodes) {
    if (!only.has(node.span.span_id)) continue;
    for (let at: SpanNode | null = node; at !== null && !kept.has(at); at = at.parent) kept.add(at);
  }
  return kept;
}

interface Pending {
  readonly node: SpanNode;
  readonly position: number;
  readonly siblings: number;
}

/** The rows that are shown, from top to bottom. */
export function layOutRows(tree: SpanTree, { collapsed, only }: RowOptions): SpanRow[] {
  const kept = only === undefined ? null : listKept(tree, only);
  const rows: SpanRow[] = [];
  const stack: Pending[] = [];
  const pushAll = (nodes: readonly SpanNode[]): void => {
    const shown = kept === null ? nodes : nodes.filter((node) => kept.has(node));
    for (let index = shown.length - 1; index >= 0; index--) {
      const node = shown[index];
      if (node !== undefined) stack.push({ node, position: index + 1, siblings: shown.length });
    }
  };
  pushAll(tree.roots);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, position, siblings } = next;
    const hasChildren = node.children.length > 0;
    const isOpen = hasChildren && (kept !== null || !collapsed.has(node.span.span_id));
    rows.push({ node, level: node.depth + 1, position, siblings, isOpen, hasChildren });
    if (isOpen) pushAll(node.children);
  }
  return rows;
}
