"use client";

import type { KeyboardEvent } from "react";
import type { SpanRow } from "@/lib/core/traces/lay-out-rows";

export interface WaterfallActions {
  readonly moveTo: (index: number) => void;
  readonly toggle: (row: SpanRow, isOpen: boolean) => void;
  readonly choose: (row: SpanRow) => void;
  readonly collapseAll: () => void;
  readonly expandAll: () => void;
  /** One level less or more for everything. */
  readonly changeLevel: (by: 1 | -1) => void;
  readonly pan: (share: number) => void;
  readonly zoom: (factor: number) => void;
  readonly resetZoom: () => void;
  readonly search: () => void;
  readonly clear: () => void;
}

interface WaterfallKeysOptions {
  readonly rows: readonly SpanRow[];
  readonly active: number;
  readonly actions: WaterfallActions;
}

type Handler = (options: WaterfallKeysOptions, row: SpanRow | undefined) => void;

const up: Handler = ({ actions, active }) => {
  actions.moveTo(active - 1);
};
const down: Handler = ({ actions, active }) => {
  actions.moveTo(active + 1);
};

/** Closes the row, or goes to its parent, as in every tree. */
const left: Handler = ({ rows, actions }, row) => {
  if (row?.isOpen === true) actions.toggle(row, false);
  else if (row) actions.moveTo(rows.findIndex(({ node }) => node === row.node.parent));
};
const right: Handler = ({ actions, active }, row) => {
  if (row?.hasChildren === true && !row.isOpen) actions.toggle(row, true);
  else if (row?.isOpen === true) actions.moveTo(active + 1);
};

/** Jaeger's map where it has one; the arrows are those of a treegrid (WAI-ARIA APG). */
const handlers: Readonly<Record<string, Handler>> = {
  ArrowUp: up,
  ArrowDown: down,
  b: up,
  f: down,
  ArrowLeft: left,
  ArrowRight: right,
  Home: ({ actions }) => {
    actions.moveTo(0);
  },
  End: ({ actions, rows }) => {
    actions.moveTo(rows.length - 1);
  },
  PageUp: ({ actions, active }) => {
    actions.moveTo(Math.max(0, active - 10));
  },
  PageDown: ({ actions, active, rows }) => {
    actions.moveTo(Math.min(rows.length - 1, active + 10));
  },
  Enter: ({ actions }, row) => {
    if (row) actions.choose(row);
  },
  " ": ({ actions }, row) => {
    if (row) actions.choose(row);
  },
  "]": ({ actions }) => {
    actions.collapseAll();
  },
  "[": ({ actions }) => {
    actions.expandAll();
  },
  p: ({ actions }) => {
    actions.changeLevel(-1);
  },
  o: ({ actions }) => {
    actions.changeLevel(1);
  },
  a: ({ actions }) => {
    actions.pan(-0.1);
  },
  d: ({ actions }) => {
    actions.pan(0.1);
  },
  A: ({ actions }) => {
    actions.pan(-0.5);
  },
  D: ({ actions }) => {
    actions.pan(0.5);
  },
  "+": ({ actions }) => {
    actions.zoom(0.5);
  },
  "-": ({ actions }) => {
    actions.zoom(2);
  },
  "0": ({ actions }) => {
    actions.resetZoom();
  },
  "/": ({ actions }) => {
    actions.search();
  },
  Escape: ({ actions }) => {
    actions.clear();
  },
};

/** Keys of the waterfall, while it has the focus. */
export function useWaterfallKeys(options: WaterfallKeysOptions): (event: KeyboardEvent) => void {
  return (event) => {
    const isSearch = (event.ctrlKey || event.metaKey) && event.key === "b";
    if ((event.ctrlKey || event.metaKey || event.altKey) && !isSearch) return;
    const handler = handlers[isSearch ? "/" : event.key];
    if (handler === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    handler(options, options.rows[options.active]);
  };
}
