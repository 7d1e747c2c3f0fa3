import { ChevronDown, ChevronRight, CircleAlert } from "lucide-react";
import { memo } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import type { SpanRow } from "@/lib/core/traces/lay-out-rows";
import { describeSplit, formatNanos, splitStream, type TracePicture } from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { SpanBar, type Axis } from "./span-bar";

export const rowHeight = 28;
/** Rows are counted from 1, and the first is that of the names of columns. */
const firstRowIndex = 2;
export const rowColumns =
  "grid grid-cols-[minmax(9rem,44%)_minmax(0,1fr)_4.5rem] md:grid-cols-[minmax(9rem,34%)_minmax(0,1fr)_5rem]";

interface SpanRowViewProps {
  readonly row: SpanRow;
  readonly index: number;
  readonly picture: TracePicture;
  readonly axis: Axis;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly isMatch: boolean;
  /** Pixels from the top of the list. */
  readonly top: number;
}

/** What the bar shows, in words. */
function describe({ node }: SpanRow, { tree }: TracePicture): string {
  const split = splitStream(tree, node);
  const state = `${split === null ? "" : `, ${describeSplit(node, split)}`}${node.span.status === "error" ? ", failed" : ""}`;
  return `${node.span.service} ${node.span.name}, begins after ${formatNanos(node.start)}, takes ${formatNanos(node.end - node.start)}${state}`;
}

/** Which row an event happened in, by position; -1 for none. */
export function readRowIndex(target: EventTarget): number {
  const row = target instanceof Element ? target.closest("[role=row]") : null;
  return row === null ? -1 : Number(row.getAttribute("aria-rowindex")) - firstRowIndex;
}

/** Whether it happened on the sign that folds a span's children. */
export function isToggle(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button") !== null;
}

/** One span: its name in the tree, its bar, its length. Clicks are handled by whoever lists the rows. */
export const SpanRowView = memo(function SpanRowView({ row, index, picture, axis, top, ...state }: SpanRowViewProps) {
  const { node, level, position, siblings, isOpen, hasChildren } = row;
  const { span } = node;
  const { isActive, isChosen, isMatch } = state;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div
      role="row"
      id={`span-${span.span_id}`}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={index + firstRowIndex}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isChosen}
      aria-label={describe(row, picture)}
      style={{ height: rowHeight, transform: `translateY(${String(top)}px)` }}
      className={joinClasses(
        rowColumns,
        "absolute inset-x-0 top-0 cursor-default [contain:layout_paint_style] items-stretch border-b border-line/60 text-xs hover:bg-hover",
        isChosen && "bg-selected",
        isActive && "-outline-offset-2 outline-focus group-focus-visible/spans:outline-2",
      )}
    >
      <span
        role="gridcell"
        className="flex min-w-0 items-center gap-1 pr-2 [--indent:8px] md:[--indent:14px]"
        style={{ paddingLeft: `calc(8px + ${String(Math.min(level - 1, 12))} * var(--indent))` }}
      >
        {hasChildren ? (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            className="grid size-5 shrink-0 place-items-center rounded-xs text-ink-3 hover:bg-sunken hover:text-ink"
          >
            <Chevron className="size-3.5" />
          </button>
        ) : (
          <span className="w-5 shrink-0" />
        )}
        <span
          aria-hidden="true"
          className={joinClasses("h-3.5 w-1.5 shrink-0 rounded-xs", serviceColour(picture.services, span.service).fill)}
        />
        {span.status === "error" && <CircleAlert aria-hidden="true" className="size-3.5 shrink-0 text-removed" />}
        <span className={joinClasses("truncate text-ink", isMatch && "bg-modified-mark px-0.5")}>{span.name}</span>
        {picture.services.length > 1 && (
          <span className="truncate text-2xs text-ink-3 max-md:hidden">{span.service}</span>
        )}
      </span>
      <span role="gridcell" className="relative overflow-hidden border-l border-line/60">
        <SpanBar picture={picture} node={node} axis={axis} />
      </span>
      <span role="gridcell" className="tabular flex items-center justify-end pr-3 text-ink-2">
        {formatNanos(node.end - node.start)}
      </span>
    </div>
  );
});
