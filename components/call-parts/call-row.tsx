import Link from "next/link";
import type { ComponentProps } from "react";
import { DurationText } from "@/components/ui/duration-text";
import { joinClasses } from "@/components/ui/join-classes";
import { TimeText } from "@/components/ui/time-text";
import type { CallSummary } from "@/lib/core/contracts/call";
import { CallPreview } from "./call-preview";
import { CallStateText } from "./call-state";
import { CostText } from "./cost-text";
import { OutcomeBadge } from "./outcome-badge";
import { TokenUsage } from "./token-usage";

/** Height of a row in CSS pixels, by layout; lists of fixed rows rely on it. */
export const rowHeights = { wide: 46, narrow: 92 };

const columns =
  "grid-cols-[5.75rem_8.75rem_7rem_minmax(8rem,1.2fr)_minmax(10rem,2.2fr)_4.5rem] xl:grid-cols-[5.75rem_8.5rem_7rem_minmax(7rem,1.2fr)_minmax(6rem,2.4fr)_5rem_5.5rem_4.75rem_4.5rem] 2xl:grid-cols-[5.75rem_9rem_7rem_minmax(9rem,1.2fr)_minmax(12rem,2.4fr)_6.5rem_6.25rem_4.75rem_4.25rem_4.5rem]";
const rowGrid = joinClasses("grid items-center gap-x-3 px-4 md:px-6", columns);
const wideOnly = "hidden! xl:flex!";
const widestOnly = "hidden! 2xl:flex!";

/** The columns' names. */
export function CallHeaderRow() {
  const name = "eyebrow truncate";
  const figure = "eyebrow justify-end truncate text-right";
  return (
    <div role="row" className={joinClasses(rowGrid, "hidden h-8 border-b bg-sunken md:grid")}>
      <span role="columnheader" className={name}>
        Time
      </span>
      <span role="columnheader" className={name}>
        State
      </span>
      <span role="columnheader" className={name}>
        Policies
      </span>
      <span role="columnheader" className={name}>
        Model
      </span>
      <span role="columnheader" className={name}>
        Request and response
      </span>
      <span role="columnheader" className={joinClasses(name, wideOnly)}>
        Project
      </span>
      <span role="columnheader" className={joinClasses(figure, wideOnly)}>
        Tokens
      </span>
      <span role="columnheader" className={joinClasses(figure, wideOnly)}>
        Cost
      </span>
      <span role="columnheader" className={joinClasses(figure, widestOnly)}>
        First byte
      </span>
      <span role="columnheader" className={figure}>
        Duration
      </span>
    </div>
  );
}

/** While a call runs its policies have not had their last word: only what already happened is said. */
function PoliciesCell({ call }: { readonly call: CallSummary }) {
  const isOpen = call.state === "in_progress" && (call.outcome === "unchanged" || call.outcome === "skipped");
  if (isOpen) return <span className="text-xs text-ink-3">–</span>;
  return <OutcomeBadge outcome={call.outcome} changes={call.request_changes + call.response_changes} />;
}

function ModelCell({ call }: { readonly call: CallSummary }) {
  return (
    <span className="grid min-w-0 leading-[1.125rem]">
      <span className="truncate text-xs font-medium text-ink">{call.model ?? "–"}</span>
      <span className="truncate text-2xs text-ink-3">
        {call.endpoint}
        {call.is_streaming && " · stream"}
      </span>
    </span>
  );
}

function OwnerCell({ call }: { readonly call: CallSummary }) {
  return (
    <span className="grid min-w-0 leading-[1.125rem]">
      <span className="truncate text-xs text-ink-2">{call.project?.name ?? "–"}</span>
      <span className="truncate text-2xs text-ink-3">{call.token?.name ?? "no token"}</span>
    </span>
  );
}

function WideCells({ call }: { readonly call: CallSummary }) {
  const cell = "flex min-w-0 items-center";
  const figure = "flex min-w-0 items-center justify-end text-xs text-ink-2";
  return (
    <>
      <span role="gridcell" className={cell}>
        <TimeText value={call.started_at} format="clock" className="text-xs text-ink-2" />
      </span>
      <span role="gridcell" className={cell}>
        <CallStateText state={call.state} status={call.status} reason={call.reason} />
      </span>
      <span role="gridcell" className={cell}>
        <PoliciesCell call={call} />
      </span>
      <span role="gridcell" className={cell}>
        <ModelCell call={call} />
      </span>
      <span role="gridcell" className={cell}>
        <CallPreview call={call} />
      </span>
      <span role="gridcell" className={joinClasses(cell, wideOnly)}>
        <OwnerCell call={call} />
      </span>
      <span role="gridcell" className={joinClasses(figure, wideOnly)}>
        <TokenUsage usage={call.usage} />
      </span>
      <span role="gridcell" className={joinClasses(figure, wideOnly)}>
        <CostText call={call} />
      </span>
      <span role="gridcell" className={joinClasses(figure, widestOnly)}>
        <DurationText durationMs={call.first_byte_ms} />
      </span>
      <span role="gridcell" className={figure}>
        <DurationText durationMs={call.duration_ms} />
      </span>
    </>
  );
}

function NarrowCell({ call }: { readonly call: CallSummary }) {
  return (
    <span role="gridcell" className="grid gap-1 px-4">
      <span className="flex items-center gap-2">
        <CallStateText state={call.state} status={call.status} reason={call.reason} />
        <PoliciesCell call={call} />
        <TimeText value={call.started_at} format="clock" className="ml-auto text-2xs text-ink-3" />
      </span>
      <span className="flex items-baseline gap-2">
        <span className="truncate text-xs font-medium text-ink">{call.model ?? call.endpoint}</span>
        <span className="truncate text-2xs text-ink-3">{call.project?.name}</span>
        <span className="ml-auto text-2xs text-ink-3">
          <DurationText durationMs={call.duration_ms} />
        </span>
      </span>
      <CallPreview call={call} />
    </span>
  );
}

interface CallRowProps extends ComponentProps<"div"> {
  readonly call: CallSummary;
  readonly isSelected?: boolean;
  readonly isNew?: boolean;
}

/** One call in a list: a row of a grid on wide screens, a card on narrow ones, and everywhere a link to its page. */
export function CallRow({ call, isSelected = false, isNew = false, className, ...rest }: CallRowProps) {
  return (
    <div
      role="row"
      aria-selected={isSelected}
      {...rest}
      className={joinClasses(
        "group relative border-b hover:bg-hover has-[a:focus-visible]:bg-hover",
        isSelected && "bg-selected shadow-[inset_2px_0_0_var(--focus)] hover:bg-selected",
        isNew && "animate-arrive",
        className,
      )}
    >
      <div role="presentation" className={joinClasses(rowGrid, "hidden h-[45px] md:grid")}>
        <WideCells call={call} />
      </div>
      <div role="presentation" className="grid h-[91px] content-center md:hidden">
        <NarrowCell call={call} />
      </div>
      <span role="gridcell" className="contents">
        <Link
          href={`/debug/request/${call.id}`}
          prefetch={false}
          tabIndex={-1}
          aria-label={`Call ${call.id}`}
          className="absolute inset-0"
        />
      </span>
    </div>
  );
}
