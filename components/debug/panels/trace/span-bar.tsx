import { joinClasses } from "@/components/ui/join-classes";
import type { SpanNode } from "@/lib/core/traces/build-span-tree";
import type { CriticalSection } from "@/lib/core/traces/find-critical-path";
import type { TimeScale } from "@/lib/core/traces/find-gaps";
import { describeSplit, eventOffset, splitStream, type TracePicture } from "./prepare-trace";
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

/** Sections nearer to each other than this share of what is shown look like one, and are drawn as one. */
const leastGapShare = 0.0015;

/** Where the line of the critical path is drawn: a span with ten thousand children has as many sections. */
function listStretches({ scale, window }: Axis, sections: readonly CriticalSection[]) {
  const stretches: { from: number; to: number }[] = [];
  for (const { start, end } of sections) {
    const [from, to] = [toWindow(window, scale.toShare(start)), toWindow(window, scale.toShare(end))];
    if (to < 0 || from > 1) continue;
    const last = stretches.at(-1);
    if (last !== undefined && from - last.to < leastGapShare) last.to = Math.max(last.to, Math.min(1, to));
    else stretches.push({ from: Math.max(0, from), to: Math.min(1, to) });
  }
  return stretches.map(({ from, to }) => ({ left: percent(from), width: percent(to - from) }));
}

/** Bars narrower than this share of what is shown have no room for marks. */
const leastMarkedShare = 0.012;
const shownEvents = 50;

function Marks({ picture: { tree }, node, axis }: SpanBarProps) {
  return node.span.events.slice(0, shownEvents).map((event, index) => {
    const offset = eventOffset(tree, node, event.at_ns);
    const at = place(axis, offset, offset);
    return at === null ? null : (
      <span
        key={`${String(index)} ${event.name}`}
        className="absolute inset-y-[5px] w-[2px] -translate-x-px rounded-full bg-ink ring-1 ring-surface"
        style={{ left: at.left }}
      />
    );
  });
}

/** A small flag on the bar: from here on the model speaks. */
function FirstToken({ axis, offset }: { readonly axis: Axis; readonly offset: number }) {
  const at = place(axis, offset, offset);
  return at === null ? null : (
    <span
      className="absolute top-[2px] size-0 -translate-x-1/2 border-x-[5px] border-t-[7px] border-x-transparent border-t-ink"
      style={{ left: at.left }}
    />
  );
}

/** Beside the bar, where there is room; nothing where there is none. */
function Words({ axis, node, children }: Pick<SpanBarProps, "axis" | "node"> & { readonly children: string }) {
  const [from, to] = [node.start, node.end].map((at) => toWindow(axis.window, axis.scale.toShare(at))) as [
    number,
    number,
  ];
  const isAfter = to < 0.72;
  if (!isAfter && from < 0.28) return null;
  const side = isAfter
    ? { left: `calc(${percent(Math.max(0, to))} + 8px)` }
    : { right: `calc(${percent(1 - from)} + 8px)` };
  return (
    <span
      className="absolute inset-y-0 flex items-center text-2xs whitespace-nowrap text-ink-3 max-md:hidden"
      style={side}
    >
      {children}
    </span>
  );
}

/** Bar of a span: waiting is pale, the critical path is a line inside, events are ticks. Said in words in the row itself. */
export function SpanBar({ picture, node, axis }: SpanBarProps) {
  const { tree, critical, services } = picture;
  const bar = place(axis, node.start, node.end);
  if (bar === null) return null;
  const { fill } = serviceColour(services, node.span.service);
  const split = splitStream(tree, node);
  const waiting = split === null ? null : place(axis, node.start, split.firstByte);
  const isError = node.span.status === "error";
  const hasRoom = Number.parseFloat(bar.width) / 100 > leastMarkedShare;
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
      {listStretches(axis, critical.get(node) ?? []).map((at) => (
        <span
          key={at.left}
          className="absolute bottom-[7px] h-[3px] min-w-px bg-ink ring-1 ring-surface [print-color-adjust:exact]"
          style={at}
        />
      ))}
      {hasRoom && <Marks picture={picture} node={node} axis={axis} />}
      {hasRoom && split?.firstToken != null && <FirstToken axis={axis} offset={split.firstToken} />}
      {split !== null && (
        <Words axis={axis} node={node}>
          {describeSplit(node, split)}
        </Words>
      )}
    </span>
  );
}
