import { joinClasses } from "@/components/ui/join-classes";
import type { SpanNode } from "@/lib/core/traces/build-span-tree";
import type { TimeScale } from "@/lib/core/traces/find-gaps";
import { eventOffset, findFirstByte, type TracePicture } from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { toWindow, type TimeWindow } from "./time-window";

export interface Axis {
  readonly scale: TimeScale;
  readonly window: TimeWindow;
}

interface SpanBarProps {
  readonly picture: TracePicture;
  readonly node: SpanNode;
  readonly axis: Axis;
}

const percent = (share: number): string => `${(share * 100).toFixed(4)}%`;

/** Position of a stretch of time in the shown window, cut off at its edges; `null` outside. */
function place({ scale, window }: Axis, start: number, end: number): { left: string; width: string } | null {
  const [from, to] = [toWindow(window, scale.toShare(start)), toWindow(window, scale.toShare(end))];
  if (to < 0 || from > 1) return null;
  const left = Math.max(0, from);
  return { left: percent(left), width: percent(Math.max(0, Math.min(1, to) - left)) };
}

/** Bar of a span: waiting is pale, the critical path is a line inside, events are ticks. Said in words in the row itself. */
export function SpanBar({ picture, node, axis }: SpanBarProps) {
  const { tree, critical, services } = picture;
  const bar = place(axis, node.start, node.end);
  if (bar === null) return null;
  const { fill } = serviceColour(services, node.span.service);
  const firstByte = findFirstByte(tree, node);
  const waiting = firstByte === null ? null : place(axis, node.start, firstByte);
  const isError = node.span.status === "error";
  return (
    <span aria-hidden="true" className="pointer-events-none absolute inset-x-0 inset-y-0">
      <span
        className={joinClasses(
          "absolute inset-y-[7px] min-w-[2px] rounded-xs [print-color-adjust:exact] forced-colors:bg-[CanvasText]",
          fill,
          isError && "ring-2 ring-removed",
        )}
        style={bar}
      />
      {waiting !== null && (
        <span
          className="absolute inset-y-[7px] rounded-l-xs bg-surface/65 [print-color-adjust:exact]"
          style={waiting}
        />
      )}
      {critical.get(node)?.map((section) => {
        const at = place(axis, section.start, section.end);
        return at === null ? null : (
          <span
            key={section.start}
            className="absolute bottom-[7px] h-[3px] min-w-px bg-ink ring-1 ring-surface [print-color-adjust:exact]"
            style={at}
          />
        );
      })}
      {node.span.events.slice(0, 50).map((event, index) => {
        const offset = eventOffset(tree, node, event.at_ns);
        const at = place(axis, offset, offset);
        return at === null ? null : (
          <span
            key={`${String(index)} ${event.name}`}
            className="absolute inset-y-[4px] w-[2px] -translate-x-px bg-ink ring-1 ring-surface"
            style={{ left: at.left }}
          />
        );
      })}
    </span>
  );
}
