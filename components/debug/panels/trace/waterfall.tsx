"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type MouseEvent, type RefObject } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import { FocusFrame } from "@/components/ui/focus-frame";
import { createTimeScale } from "@/lib/core/traces/find-gaps";
import { layOutRows, type SpanRow } from "@/lib/core/traces/lay-out-rows";
import { matchesSpan } from "@/lib/core/traces/match-span";
import { Legend } from "./legend";
import { Minimap } from "./minimap";
import { formatNanos, type TracePicture } from "./prepare-trace";
import type { Axis } from "./span-bar";
import { isToggle, readRowIndex, rowColumns, rowHeight, SpanRowView } from "./span-row";
import { panWindow, wholeWindow, zoomWindow, type TimeWindow } from "./time-window";
import type { TraceState } from "./use-trace-state";
import { useWaterfallKeys, type WaterfallActions } from "./use-waterfall-keys";
import { ZoomButtons } from "./zoom-buttons";

const tickShares = [0, 0.25, 0.5, 0.75, 1];

interface WaterfallProps {
  readonly picture: TracePicture;
  readonly state: TraceState;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}

function Ticks({ axis }: { readonly axis: Axis }) {
  const { scale, window: shown } = axis;
  return (
    <span aria-hidden="true" className="relative block h-full border-l border-line/60">
      {tickShares.map((share) => (
        <span
          key={share}
          className={joinClasses(
            "tabular absolute inset-y-0 flex items-center px-1 text-2xs text-ink-3",
            share > 0 && share < 1 && "max-md:hidden",
          )}
          style={share === 1 ? { right: 0 } : { left: `${String(share * 100)}%` }}
        >
          {formatNanos(scale.toOffset(shown.from + (shown.to - shown.from) * share))}
        </span>
      ))}
    </span>
  );
}

/** At the quarters of the axis, as its numbers are; once behind all rows. */
function GridLines() {
  return (
    <span aria-hidden="true" className={`${rowColumns} pointer-events-none absolute inset-0 print:hidden`}>
      <span className="relative col-start-2">
        {tickShares.slice(1, -1).map((share) => (
          <span
            key={share}
            className="absolute inset-y-0 w-px bg-line max-md:hidden"
            style={{ left: `${String(share * 100)}%` }}
          />
        ))}
      </span>
    </span>
  );
}

/** Names of the columns; the middle one holds the time axis. */
function HeaderRow({ axis }: { readonly axis: Axis }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div role="row" aria-rowindex={1} className={`${rowColumns} h-7 border-y bg-sunken`}>
        <span role="columnheader" className="eyebrow flex items-center px-4">
          Span
        </span>
        <span role="columnheader">
          <span className="sr-only">Time</span>
          <Ticks axis={axis} />
        </span>
        <span role="columnheader" className="eyebrow flex items-center justify-end pr-3">
          Takes
        </span>
      </div>
    </div>
  );
}

/** Ids of spans at this depth or deeper that have children: folding them leaves so many levels. */
function collapseFrom({ tree }: TracePicture, depth: number): Set<string> {
  return new Set(
    tree.nodes.filter((node) => node.children.length > 0 && node.depth >= depth).map((node) => node.span.span_id),
  );
}

function useFolding(picture: TracePicture) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const deepest = useMemo(() => picture.tree.nodes.reduce((most, node) => Math.max(most, node.depth), 0), [picture]);
  const [levels, setLevels] = useState(Infinity);
  const showLevels = (count: number): void => {
    setLevels(count);
    setCollapsed(collapseFrom(picture, count));
  };
  return {
    collapsed,
    toggle: ({ node }: SpanRow, isOpen: boolean) => {
      const next = new Set(collapsed);
      if (isOpen) next.delete(node.span.span_id);
      else next.add(node.span.span_id);
      setCollapsed(next);
    },
    collapseAll: () => {
      showLevels(0);
    },
    expandAll: () => {
      showLevels(Infinity);
    },
    changeLevel: (by: 1 | -1) => {
      showLevels(Math.max(0, Math.min(deepest, levels === Infinity ? deepest : levels) + by));
    },
  };
}

function useMatches({ tree }: TracePicture, search: string): ReadonlySet<string> {
  return useMemo(
    () => new Set(tree.nodes.filter(({ span }) => matchesSpan(span, search)).map(({ span }) => span.span_id)),
    [tree, search],
  );
}

/** Brings a span that was chosen elsewhere, or by the address, into view once. */
function useShowChosen(rows: readonly SpanRow[], spanId: string | null, moveTo: (index: number) => void): void {
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (spanId === seen.current) return;
    seen.current = spanId;
    moveTo(rows.findIndex(({ node }) => node.span.span_id === spanId));
  });
}

/** The waterfall: a treegrid of spans on a time axis, with a small picture of the whole above it. */
export function Waterfall({ picture, state, searchBox }: WaterfallProps) {
  const [shown, setShown] = useState<TimeWindow>(wholeWindow);
  const [isCompressed, setIsCompressed] = useState(false);
  const folding = useFolding(picture);
  const matches = useMatches(picture, state.search);
  const only = state.hasMatchesOnly && state.search !== "" ? matches : undefined;
  const rows = useMemo(
    () => layOutRows(picture.tree, { collapsed: folding.collapsed, ...(only !== undefined && { only }) }),
    [picture, folding.collapsed, only],
  );
  const scale = useMemo(
    () => createTimeScale(picture.tree.durationNs, isCompressed ? picture.gaps : []),
    [picture, isCompressed],
  );
  const axis = useMemo<Axis>(() => ({ scale, window: shown }), [scale, shown]);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1024, height: 420 },
  });
  const moveTo = (index: number): void => {
    if (index < 0 || index >= rows.length) return;
    setActive(index);
    virtualizer.scrollToIndex(index, { align: "auto" });
  };
  useShowChosen(rows, state.spanId, moveTo);
  const choose = ({ node }: SpanRow): void => {
    state.set({ spanId: state.spanId === node.span.span_id ? null : node.span.span_id });
  };
  const actions: WaterfallActions = {
    ...folding,
    moveTo,
    choose,
    pan: (share) => {
      setShown(panWindow(shown, share));
    },
    zoom: (factor) => {
      setShown(zoomWindow(shown, factor));
    },
    resetZoom: () => {
      setShown(wholeWindow);
    },
    search: () => searchBox.current?.focus(),
    clear: () => {
      state.set({ spanId: null, search: "" });
    },
  };
  // One handler for all rows: rows without handlers of their own need not be drawn again while others come and go.
  const onClick = ({ target }: MouseEvent<HTMLElement>): void => {
    const index = readRowIndex(target);
    const row = rows[index];
    if (row === undefined) return;
    if (isToggle(target)) folding.toggle(row, !row.isOpen);
    else {
      setActive(index);
      choose(row);
    }
  };
  const onKeyDown = useWaterfallKeys({ rows, active: Math.min(active, rows.length - 1), actions });
  const activeId = rows[Math.min(active, rows.length - 1)]?.node.span.span_id;
  return (
    <div className="grid min-w-0 grid-cols-1">
      <div className="flex items-center gap-2 px-4 py-3 pb-2 print:hidden">
        <div className="min-w-0 flex-1">
          <Minimap picture={picture} axis={axis} onWindow={setShown} />
        </div>
        <ZoomButtons
          actions={actions}
          isWhole={shown === wholeWindow}
          hasGaps={picture.gaps.length > 0}
          isCompressed={isCompressed}
          onCompress={setIsCompressed}
        />
      </div>
      <div className="relative">
        <div
          ref={box}
          role="treegrid"
          tabIndex={0}
          aria-label="Spans of the trace, earliest first"
          aria-rowcount={rows.length + 1}
          aria-activedescendant={activeId === undefined ? undefined : `span-${activeId}`}
          onKeyDown={onKeyDown}
          className="peer group/spans max-h-[30rem] overflow-y-auto outline-none"
        >
          <HeaderRow axis={axis} />
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }} onClick={onClick}>
            <GridLines />
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              const { span } = row.node;
              return (
                <SpanRowView
                  key={span.span_id}
                  row={row}
                  index={item.index}
                  picture={picture}
                  axis={axis}
                  isActive={span.span_id === activeId}
                  isChosen={span.span_id === state.spanId}
                  isMatch={matches.has(span.span_id)}
                  top={item.start}
                />
              );
            })}
          </div>
        </div>
        <FocusFrame />
      </div>
      {rows.length === 0 && <p className="px-4 py-4 text-sm text-ink-3">No span matches.</p>}
      <Legend />
    </div>
  );
}
