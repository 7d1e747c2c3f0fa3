"use client";

import { ExternalLink, Info, Search, TriangleAlert } from "lucide-react";
import { useMemo, useRef, type RefObject } from "react";
import { Button, buttonClasses } from "@/components/ui/button";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { Card, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { joinClasses } from "@/components/ui/join-classes";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Switch } from "@/components/ui/switch";
import type { CallTrace } from "@/lib/core/contracts/trace";
import { tracePanelId } from "../../open-beside";
import { definePanel, type PanelViewProps } from "../define-panel";
import { findNamedSpan, formatNanos, prepareTrace, sourceLabels, type TracePicture } from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { SpanDetails } from "./span-details";
import { TraceTable } from "./trace-table";
import { useTrace } from "./use-trace";
import { useTraceState, type TraceState } from "./use-trace-state";
import { Waterfall } from "./waterfall";

interface StatusNoteProps {
  readonly trace: CallTrace;
  readonly warnings: readonly string[];
  readonly isAsking: boolean;
  readonly onAskAgain: () => void;
}

const unsettled = new Set(["unavailable", "partial", "missing"]);

/** What the status of a trace means for whoever reads it. */
function StatusNote({ trace, warnings, isAsking, onAskAgain }: StatusNoteProps) {
  const words = [...(trace.message === undefined ? [] : [trace.message]), ...warnings];
  if (words.length === 0) return null;
  const isProblem = trace.status === "unavailable" || trace.status === "partial";
  const Icon = isProblem ? TriangleAlert : Info;
  return (
    <div
      role="status"
      className={joinClasses(
        "flex items-start gap-2 border-b px-4 py-2 text-xs",
        isProblem ? "bg-warning-soft text-warning-ink" : "bg-sunken text-ink-2",
      )}
    >
      <Icon className="mt-px size-3.5 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 wrap-anywhere">{words.join(" ")}</span>
      {unsettled.has(trace.status) && (
        <button
          type="button"
          disabled={isAsking}
          onClick={onAskAgain}
          className="shrink-0 font-medium underline underline-offset-2 disabled:no-underline print:hidden"
        >
          {isAsking ? "Still asking …" : "Ask again"}
        </button>
      )}
    </div>
  );
}

function Services({ picture }: { readonly picture: TracePicture }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {picture.services.map((service) => (
        <li key={service} className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={joinClasses("h-3 w-1.5 rounded-xs", serviceColour(picture.services, service).fill)}
          />
          {service}
        </li>
      ))}
    </ul>
  );
}

interface ToolbarProps {
  readonly state: TraceState;
  readonly picture: TracePicture;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}

function Toolbar({ state, picture, searchBox }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2 print:hidden">
      <span className="relative w-56 max-w-full">
        <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
        <Input
          ref={searchBox}
          type="search"
          data-page-search=""
          aria-label="Find spans by name, service, id or attribute"
          placeholder="Name, id, key=value"
          className="pl-8"
          value={state.search}
          onChange={(event) => {
            state.set({ search: event.target.value });
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") state.set({ search: "" });
            event.stopPropagation();
          }}
        />
      </span>
      <Switch
        label="Matches only"
        isOn={state.hasMatchesOnly}
        onChange={(hasMatchesOnly) => {
          state.set({ hasMatchesOnly });
        }}
      />
      <Services picture={picture} />
      <span className="ml-auto">
        <SegmentedControl
          label="How the trace is shown"
          options={[
            { value: "waterfall", label: "Waterfall" },
            { value: "table", label: "Table" },
          ]}
          value={state.view}
          onChange={(view) => {
            state.set({ view });
          }}
        />
      </span>
    </div>
  );
}

function summarise(trace: CallTrace, { tree, errors }: TracePicture): string {
  const spans = tree.nodes.length;
  const parts = [
    sourceLabels[trace.source],
    `${spans.toLocaleString("en")} ${spans === 1 ? "span" : "spans"}${trace.status === "growing" ? " so far" : ""}`,
    formatNanos(tree.durationNs),
    ...(errors > 0 ? [`${String(errors)} failed`] : []),
  ];
  return parts.join(" · ");
}

interface TraceViewProps extends Pick<StatusNoteProps, "isAsking" | "onAskAgain"> {
  readonly trace: CallTrace;
}

function TraceView({ trace, ...asking }: TraceViewProps) {
  const picture = useMemo(() => prepareTrace(trace), [trace]);
  const named = useTraceState();
  const searchBox = useRef<HTMLInputElement>(null);
  const chosen = findNamedSpan(picture, named.spanId);
  const state = { ...named, spanId: chosen?.span.span_id ?? null };
  return (
    <>
      <CardHeader title="Trace" description={summarise(trace, picture)}>
        {trace.link !== undefined && (
          <a href={trace.link} target="_blank" rel="noreferrer" className={buttonClasses({ size: "sm" })}>
            <ExternalLink className="size-3.5" aria-hidden="true" />
            Open in Grafana
          </a>
        )}
      </CardHeader>
      <StatusNote trace={trace} warnings={picture.warnings} {...asking} />
      <Toolbar state={state} picture={picture} searchBox={searchBox} />
      <div className={chosen === undefined ? "" : "grid grid-cols-1 xl:grid-cols-[minmax(0,1fr)_22rem]"}>
        {state.view === "table" ? (
          <TraceTable picture={picture} />
        ) : (
          <div className="min-w-0">
            <div className="print:hidden">
              <Waterfall picture={picture} state={state} searchBox={searchBox} />
            </div>
            <div className="hidden print:block">
              <TraceTable picture={picture} />
            </div>
          </div>
        )}
        {chosen !== undefined && (
          <SpanDetails
            picture={picture}
            node={chosen}
            onClose={() => {
              state.set({ spanId: null });
            }}
          />
        )}
      </div>
    </>
  );
}

function TracePanelView({ call }: PanelViewProps<true>) {
  const { data, error, isAsking, askAgain } = useTrace(call.id, call.state);
  return (
    <Card id={tracePanelId} aria-label="Trace" className="min-w-0 scroll-mt-28 overflow-hidden xl:col-span-2">
      {data !== undefined && <TraceView trace={data} isAsking={isAsking} onAskAgain={askAgain} />}
      {data === undefined && error !== null && (
        <div className="flex flex-wrap items-center gap-3 p-4 text-sm text-ink-2" role="alert">
          <span className="min-w-0 flex-1 wrap-anywhere">The trace could not be read: {error.message}</span>
          <Button size="sm" onClick={askAgain}>
            Try again
          </Button>
        </div>
      )}
      {data === undefined && error === null && (
        <div className="py-4">
          <BlockSkeleton />
        </div>
      )}
    </Card>
  );
}

/** Where the time went, over all services that took part. */
export const tracePanel = definePanel({
  id: "trace",
  title: "Trace",
  prepare: () => true as const,
  View: TracePanelView,
});
