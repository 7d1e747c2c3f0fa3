import { ChevronDown, ChevronRight, CircleAlert } from "lucide-react";
import type { CSSProperties } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import type { SpanRow } from "@/lib/core/traces/lay-out-rows";
import { describeSplit, formatNanos, splitStream, type TracePicture } from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { SpanBar, type Axis } from "./span-bar";

export const rowHeight = 28;
export const rowColumns =
  "grid grid-cols-[minmax(9rem,44%)_minmax(0,1fr)_4.5rem] md:grid-cols-[minmax(9rem,34%)_minmax(0,1fr)_5rem]";

/** At the quarters of the axis, as its numbers are. */
const gridLines =
  "bg-[linear-gradient(to_right,var(--line)_1px,transparent_1px)] bg-[length:25%_100%] bg-[position:-1px_0] print:bg-none";

interface SpanRowViewProps {
  readonly row: SpanRow;
  readonly index: number;
  readonly picture: TracePicture;
  readonly axis: Axis;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly isMatch: boolean;
  readonly style: CSSProperties;
  readonly onToggle: () => void;
  readonly onChoose: () => void;
}

/** What the bar shows, in words. */
function describe({ node }: SpanRow, { tree }: TracePicture): string {
  const split = splitStream(tree, node);
  const state = `${split === null ? "" : `, ${describeSplit(node, split)}`}${node.span.status === "error" ? ", failed" : ""}`;
  return `${node.span.service} ${node.span.name}, begins after ${formatNanos(node.start)}, takes ${formatNanos(node.end - node.start)}${state}`;
}

/** One span: its name in the tree, its bar, its length. */
export function SpanRowView({ row, index, picture, axis, style, ...state }: SpanRowViewProps) {
  const { node, level, position, siblings, isOpen, hasChildren } = row;
  const { span } = node;
  const { isActive, isChosen, isMatch, onToggle, onChoose } = state;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div
      role="row"
      id={`span-${span.span_id}`}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={index + 2}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isChosen}
      aria-label={describe(row, picture)}
      onClick={onChoose}
      style={{ ...style, height: rowHeight }}
      className={joinClasses(
        rowColumns,
        "cursor-default items-stretch border-b border-line/60 text-xs hover:bg-hover",
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
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            <Chevron className="size-3.5" />
          </button>
        ) : (
          <span className="w-5 shrink-0" />
        )}
        <span
          aria-hidden="true"
          className={joinClasses("h-3.5 w-1 shrink-0 rounded-full", serviceColour(picture.services, span.service).fill)}
        />
        {span.status === "error" && <CircleAlert aria-hidden="true" className="size-3.5 shrink-0 text-removed" />}
        <span className={joinClasses("truncate text-ink", isMatch && "bg-modified-mark px-0.5")}>{span.name}</span>
        {picture.services.length > 1 && (
          <span className="truncate text-2xs text-ink-3 max-md:hidden">{span.service}</span>
        )}
      </span>
      <span role="gridcell" className={joinClasses("relative overflow-hidden border-l border-line/60", gridLines)}>
        <SpanBar picture={picture} node={node} axis={axis} />
      </span>
      <span role="gridcell" className="tabular flex items-center justify-end pr-3 text-ink-2">
        {formatNanos(node.end - node.start)}
      </span>
    </div>
  );
}
