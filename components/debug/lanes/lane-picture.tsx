import type { LaneEvent, LaneLink, StreamLanes } from "@/lib/core/stream-lanes/lane";
import { fateLooks } from "./fate-looks";

const height = 132;
const laneY = { upstream: 26, client: 106 };
/** Marks of so many events are told apart; more of them are one picture. */
const maxSigns = 240;

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** From the first to the last event of both lanes. */
export function findSpan({ upstream, client }: Pick<StreamLanes, "upstream" | "client">): TimeSpan {
  const times = [...upstream, ...client].flatMap(({ atMs }) => (atMs === null ? [] : [atMs]));
  const startMs = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  const endMs = times.reduce((most, time) => Math.max(most, time), times[0] ?? 0);
  return { startMs, endMs: Math.max(endMs, startMs + 1) };
}

interface LinkShapeProps {
  readonly link: LaneLink;
  readonly lanes: StreamLanes;
  readonly toX: (event: LaneEvent | undefined) => number | null;
  readonly hasSigns: boolean;
}

function LinkShape({ link, lanes, toX, hasSigns }: LinkShapeProps) {
  const look = fateLooks[link.fate];
  const from = link.upstream === null ? null : toX(lanes.upstream[link.upstream]);
  const to = link.client === null ? null : toX(lanes.client[link.client]);
  const sign = (x: number, y: number) => (
    <text x={`${x}%`} y={y + 4} textAnchor="middle" className="fill-current text-[11px] font-semibold">
      {look.sign}
    </text>
  );
  return (
    <g style={{ color: look.stroke }}>
      {from !== null && to !== null && (
        <line
          x1={`${from}%`}
          y1={laneY.upstream + 7}
          x2={`${to}%`}
          y2={laneY.client - 7}
          stroke="currentColor"
          strokeWidth={link.fate === "passed" ? 1 : 1.5}
          strokeDasharray={look.dash}
        />
      )}
      {from !== null &&
        (hasSigns || to === null ? (
          sign(from, laneY.upstream)
        ) : (
          <circle cx={`${from}%`} cy={laneY.upstream} r="2" className="fill-current" />
        ))}
      {to !== null &&
        (hasSigns || from === null ? (
          sign(to, laneY.client)
        ) : (
          <circle cx={`${to}%`} cy={laneY.client} r="2" className="fill-current" />
        ))}
    </g>
  );
}

interface LanePictureProps {
  readonly lanes: StreamLanes;
  readonly span: TimeSpan;
  /** Where the reader is in time. */
  readonly atMs: number;
}

/** Both lanes on one axis of time, joined by what became of each event. The table below says the same in words. */
export function LanePicture({ lanes, span, atMs }: LanePictureProps) {
  const width = span.endMs - span.startMs;
  const toPercent = (time: number): number => 1 + (98 * (time - span.startMs)) / width;
  const toX = (event: LaneEvent | undefined): number | null => (event?.atMs == null ? null : toPercent(event.atMs));
  const hasSigns = lanes.links.length <= maxSigns;
  return (
    <svg aria-hidden="true" width="100%" height={height} className="block overflow-visible [print-color-adjust:exact]">
      {Object.values(laneY).map((y) => (
        <line key={y} x1="0" x2="100%" y1={y} y2={y} stroke="var(--line)" strokeWidth="14" strokeLinecap="round" />
      ))}
      {lanes.links.map((link, index) => (
        <LinkShape key={index} link={link} lanes={lanes} toX={toX} hasSigns={hasSigns} />
      ))}
      <line
        x1={`${toPercent(atMs)}%`}
        x2={`${toPercent(atMs)}%`}
        y1="6"
        y2={height - 6}
        stroke="var(--accent)"
        strokeWidth="1.5"
      />
    </svg>
  );
}
