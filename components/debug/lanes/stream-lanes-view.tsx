"use client";

import { Pause, Play } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { formatDuration } from "@/components/ui/duration-text";
import { joinClasses } from "@/components/ui/join-classes";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { laneFates, type LaneEvent, type StreamLanes } from "@/lib/core/stream-lanes/lane";
import { RevealedText } from "../body/revealed-text";
import { fateLooks } from "./fate-looks";
import { findSpan, LanePicture } from "./lane-picture";
import { LaneTable } from "./lane-table";
import { replaySpeeds, useReplay } from "./use-replay";

const speedOptions = replaySpeeds.map((value) => ({ value, label: `${value}×` }));
/** The end of a long answer is what matters while it grows. */
const maxText = 4_000;

function textUntil(events: readonly LaneEvent[], atMs: number): string {
  return events
    .filter((event) => event.atMs === null || event.atMs <= atMs)
    .map(({ text }) => text)
    .join("")
    .slice(-maxText);
}

function Answer({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="min-w-0">
      <h4 className="eyebrow mb-1">{title}</h4>
      <p
        className="max-h-40 min-h-16 overflow-auto rounded-md border bg-sunken px-3 py-2 text-sm whitespace-pre-wrap wrap-anywhere"
        tabIndex={0}
      >
        {text === "" ? <span className="text-ink-3">nothing yet</span> : <RevealedText text={text} />}
      </p>
    </div>
  );
}

function Legend({ lanes }: { readonly lanes: StreamLanes }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {laneFates.map((fate) => (
        <li
          key={fate}
          title={fateLooks[fate].meaning}
          className={joinClasses(
            "inline-flex items-center gap-1.5",
            lanes.counts[fate] === 0 ? "text-ink-3" : fateLooks[fate].ink,
          )}
        >
          <span aria-hidden="true" className="w-3 text-center font-semibold">
            {fateLooks[fate].sign}
          </span>
          {fateLooks[fate].word}
          <span className="tabular font-semibold">{lanes.counts[fate]}</span>
        </li>
      ))}
    </ul>
  );
}

const formatDelay = (delayMs: number | null): string => (delayMs === null ? "unknown" : formatDuration(delayMs));

function Delays({ lanes }: { readonly lanes: StreamLanes }) {
  const facts = [
    ["First token", lanes.firstTokenDelayMs],
    ["Each event, on average", lanes.meanDelayMs],
    ["Longest", lanes.maxDelayMs],
  ] as const;
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1 text-xs">
      <h3 className="font-normal text-ink-3">Delay added by Diffract</h3>
      <dl className="contents">
        {facts.map(([name, delayMs]) => (
          <div key={name} className="flex gap-1.5">
            <dt className="text-ink-3">{name}</dt>
            <dd className="tabular font-medium text-ink">{formatDelay(delayMs)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The stream event by event, with the answer as it grew on both sides. */
export function StreamLanesView({ lanes }: { readonly lanes: StreamLanes }) {
  const span = useMemo(() => findSpan(lanes), [lanes]);
  const replay = useReplay(span);
  const { atMs } = replay;
  return (
    <div className="grid gap-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Legend lanes={lanes} />
        <Delays lanes={lanes} />
      </div>
      <div className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3">
        <div className="flex flex-col justify-between py-4 text-2xs text-ink-3">
          <span>Upstream</span>
          <span>Client</span>
        </div>
        <LanePicture lanes={lanes} span={span} atMs={atMs} />
        <span />
        <div className="tabular flex justify-between text-2xs text-ink-3">
          <span>{formatDuration(span.startMs)}</span>
          <span>{formatDuration(span.endMs)}</span>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-3 print:hidden">
        <Button
          size="sm"
          icon={
            replay.isPlaying ? (
              <Pause className="size-3.5" aria-hidden="true" />
            ) : (
              <Play className="size-3.5" aria-hidden="true" />
            )
          }
          onClick={replay.toggle}
        >
          {replay.isPlaying ? "Pause" : "Replay"}
        </Button>
        <SegmentedControl
          label="Speed of the replay"
          options={speedOptions}
          value={replay.speed}
          onChange={replay.setSpeed}
        />
        <input
          type="range"
          aria-label="Place in time"
          aria-valuetext={formatDuration(atMs)}
          className="h-6 min-w-40 flex-1 accent-accent"
          min={span.startMs}
          max={span.endMs}
          step={(span.endMs - span.startMs) / 500}
          value={atMs}
          onChange={(event) => {
            replay.setAt(Number(event.target.value));
          }}
        />
        <span className="tabular w-20 text-right text-xs text-ink-2">{formatDuration(atMs)}</span>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Answer title="Came from upstream by then" text={textUntil(lanes.upstream, atMs)} />
        <Answer title="As the user saw it" text={textUntil(lanes.client, atMs)} />
      </div>
      <LaneTable lanes={lanes} />
      {lanes.isCut && <p className="text-xs text-ink-3">This stream is very long: only its first events are shown.</p>}
    </div>
  );
}
