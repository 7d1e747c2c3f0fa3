"use client";

import { ArrowLeftRight, Languages } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { CallStateText } from "@/components/call-parts/call-state";
import { buttonClasses } from "@/components/ui/button";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { TimeText } from "@/components/ui/time-text";
import type { ShownComparison } from "@/lib/core/compare-calls/comparison";
import type { CallSummary } from "@/lib/core/contracts/call";
import { ChangeToolbarKeys } from "../body/change-walk";
import { FocusContext, type ChangeFocus } from "../body/focus-context";
import { ComparedSection } from "./compared-section";
import { FigureTable } from "./figure-table";
import { useComparison } from "./use-comparison";
import { useCompareState } from "./use-compare-state";

const options = [
  { value: "conversation", label: "Conversation" },
  { value: "changes", label: "Changes" },
  { value: "headers", label: "Headers" },
] as const;

function CallCard({ name, call }: { readonly name: "A" | "B"; readonly call: CallSummary }) {
  const rerunOf = call.tags["rerun-of"];
  return (
    <Link
      href={`/debug/request/${call.id}`}
      className="grid min-w-0 gap-1 rounded-lg border bg-surface px-4 py-3 hover:bg-hover"
    >
      <span className="flex items-center gap-2 text-sm font-semibold text-ink">
        <span className="inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken text-xs ring-1 ring-line-strong ring-inset">
          {name}
        </span>
        <span className="truncate">{call.model_answered ?? call.model ?? call.endpoint}</span>
        {rerunOf !== undefined && <span className="text-xs font-normal text-ink-3">re-run</span>}
      </span>
      <span className="flex flex-wrap gap-x-3 text-xs text-ink-3">
        <CallStateText state={call.state} status={call.status} />
        <span>{call.provider ?? "no provider"}</span>
        <span>{call.endpoint}</span>
        <TimeText value={call.started_at} />
      </span>
      <code className="truncate font-mono text-2xs text-ink-3">{call.id}</code>
    </Link>
  );
}

/** Two calls beside each other: figures first, then what was sent and what was received. */
export function ComparisonView({ initial }: { readonly initial: ShownComparison }) {
  const { shown } = useComparison(initial);
  const state = useCompareState();
  const { request, response } = shown.views;
  const changes = useMemo(() => [...request.changes, ...response.changes], [request, response]);
  const focus = useMemo((): ChangeFocus => {
    const byNumber = new Map(changes.map((one) => [one.number, one]));
    return {
      change: state.change,
      total: changes.length,
      find: (number) => byNumber.get(number),
      setChange: state.setChange,
      colourOf: () => null,
      paneNames: { original: "A", final: "B" },
    };
  }, [changes, state]);
  return (
    <FocusContext value={focus}>
      <article className="grid min-w-0 grid-cols-1 gap-5 px-4 py-5 md:px-6">
        <header className="flex flex-wrap items-center justify-between gap-3">
          <h1 className="text-xl font-semibold tracking-[-0.012em] text-ink">Two calls compared</h1>
          <Link href={`/debug/compare?a=${shown.b.id}&b=${shown.a.id}`} className={buttonClasses({ size: "sm" })}>
            <ArrowLeftRight className="size-3.5" aria-hidden="true" />
            Swap A and B
          </Link>
        </header>
        <div className="grid gap-3 md:grid-cols-2">
          <CallCard name="A" call={shown.a} />
          <CallCard name="B" call={shown.b} />
        </div>
        <FigureTable figures={shown.figures} />
        {shown.is_normalised && (
          <p role="note" className="flex items-start gap-2 rounded-md bg-info-soft px-3 py-2 text-xs text-info-ink">
            <Languages className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
            The two calls speak different dialects. Both are shown in one shape, so what differs is what was said and
            not how it is spelled.
          </p>
        )}
        <div className="sticky top-0 z-10 -mx-4 flex flex-wrap items-center justify-between gap-2 border-y bg-canvas/95 px-4 py-2 backdrop-blur-sm md:-mx-6 md:px-6 print:hidden">
          <SegmentedControl
            label="View of the comparison"
            options={options}
            value={state.view}
            onChange={state.setView}
          />
          <ChangeToolbarKeys changes={changes} change={state.change} onChange={state.setChange} />
        </div>
        <ComparedSection
          hook="request"
          diff={state.view === "headers" ? shown.headers.request : shown.request}
          bodies={request}
          view={state.view}
        />
        <ComparedSection
          hook="response"
          diff={state.view === "headers" ? shown.headers.response : shown.response}
          bodies={response}
          view={state.view}
        />
      </article>
    </FocusContext>
  );
}
