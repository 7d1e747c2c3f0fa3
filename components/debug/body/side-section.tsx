"use client";

import { ArrowDownLeft, ArrowUpRight, Equal, PencilLine, TriangleAlert, type LucideIcon } from "lucide-react";
import { joinClasses } from "@/components/ui/join-classes";
import { inkTone, type Tone } from "@/components/ui/tone";
import type { BodyInfo, CallDetail } from "@/lib/core/contracts/call";
import { formatBytes } from "@/lib/core/format/format-bytes";
import { ChangesView } from "./changes-view";
import { ConversationView } from "./conversation-view";
import { describeSide, namePanes, type SideWords } from "./describe-side";
import { HeadersView } from "./headers-view";
import { JsonView } from "./json-view";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { RawView } from "./raw-view";
import { SideActions } from "./side-actions";
import { TreeView } from "./tree-view";
import type { BodyView } from "./use-view-state";

const titles = { request: "Request", response: "Response" } as const;
const toneIcons: Readonly<Partial<Record<Tone, LucideIcon>>> = { modified: PencilLine, neutral: Equal };

interface StatusLineProps {
  readonly words: SideWords;
  /** The details stand below, where the content would be. */
  readonly isShort: boolean;
}

function StatusLine({ words, isShort }: StatusLineProps) {
  const Icon = toneIcons[words.tone] ?? TriangleAlert;
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-xs max-sm:order-last max-sm:basis-full">
      <span className={joinClasses("inline-flex items-center gap-1 font-medium", inkTone[words.tone])}>
        <Icon className="size-3.5" aria-hidden="true" />
        {words.title}
      </span>
      {!isShort && <span className="text-ink-3">{words.detail}</span>}
    </p>
  );
}

interface PaneTitle {
  readonly name: string;
  readonly of: string;
}

/** Whether a single pane shows what arrived. */
function showsFinal({ status }: PreparedSide): boolean {
  return status === "made-here" || status === "so-far";
}

/** What a single pane shows. */
function nameOnlyPane(side: PreparedSide): PaneTitle {
  const words = namePanes(side);
  if (side.status === "unchanged") return { name: `${words.original} and ${words.final.toLowerCase()}`, of: "equal" };
  if (side.status === "made-here") return { name: words.final, of: words.finalOf };
  if (side.status === "so-far")
    return { name: "So far", of: side.finalInfo === null ? words.originalOf : words.finalOf };
  return { name: words.original, of: words.originalOf };
}

/** Names of the panes, above both. */
function PaneTitles({ side }: { readonly side: PreparedSide }) {
  const words = namePanes(side);
  const isSplit = side.changes.length > 0;
  const pane = "flex items-baseline gap-2 px-4 py-1.5";
  const size = (info: BodyInfo | null) => (
    <span className="tabular ml-auto">{info !== null && formatBytes(info.size)}</span>
  );
  if (!isSplit) {
    const { name, of } = nameOnlyPane(side);
    return (
      <h3 className={joinClasses(pane, "border-b bg-sunken text-xs text-ink-3")}>
        <span className="font-semibold text-ink-2">{name}</span>
        <span>{of}</span>
        {size(showsFinal(side) ? (side.finalInfo ?? side.originalInfo) : side.originalInfo)}
      </h3>
    );
  }
  return (
    <div className="border-b bg-sunken text-xs text-ink-3 lg:grid lg:grid-cols-2">
      <h3 className={pane}>
        <span className="font-semibold text-removed-ink">− {words.original}</span>
        <span>{words.originalOf}</span>
        {size(side.originalInfo)}
      </h3>
      <h3 className={joinClasses(pane, "max-lg:pt-0 lg:border-l")}>
        <span className="font-semibold text-added-ink">+ {words.final}</span>
        <span>{words.finalOf}</span>
        {size(side.finalInfo)}
      </h3>
    </div>
  );
}

/** Says when less was kept than travelled. */
function TruncationNote({ side }: { readonly side: PreparedSide }) {
  const cut = [side.originalInfo, side.finalInfo].find((info) => info?.is_truncated === true);
  if (!cut) return null;
  return (
    <p role="note" className="border-b bg-warning-soft px-4 py-2 text-xs text-warning-ink">
      Truncated: {formatBytes(cut.captured)} of {formatBytes(cut.size)} were kept. What follows the cut is not recorded;
      the call itself was whole.
    </p>
  );
}

/** Never an empty pane: what there is to say instead. */
function NothingToShow({ words }: { readonly words: SideWords }) {
  return <p className="px-4 py-6 text-sm text-ink-2 text-pretty">{words.detail}</p>;
}

function hasContent(side: PreparedSide, view: BodyView): boolean {
  if (view === "headers" || view === "raw") return true;
  return view === "changes" ? side.changes.length > 0 : side.turns.length > 0;
}

function Content({ call, side, view }: SideSectionProps) {
  switch (view) {
    case "conversation":
      return (
        <>
          <PaneTitles side={side} />
          <ConversationView hook={side.hook} side={side} />
        </>
      );
    case "json":
    case "unified":
      return <JsonView side={side} isUnified={view === "unified"} />;
    case "tree":
      return <TreeView side={side} />;
    case "changes":
      return <ChangesView side={side} />;
    case "headers":
      return <HeadersView call={call} side={side} />;
    case "raw":
      return <RawView call={call} side={side} />;
  }
}

interface SideSectionProps {
  readonly call: CallDetail;
  readonly side: PreparedSide;
  readonly view: BodyView;
}

/** The request or the response: what it was, what it became. */
export function SideSection({ call, side, view }: SideSectionProps) {
  const words = describeSide(call, side);
  const isShown = hasContent(side, view);
  const Icon = side.hook === "request" ? ArrowUpRight : ArrowDownLeft;
  return (
    <section
      aria-label={`${titles[side.hook]}, original and final`}
      className="overflow-clip rounded-lg border bg-surface"
    >
      <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-2">
        <h2 className="flex items-center gap-1.5 text-base font-semibold text-ink">
          <Icon className="size-4 text-ink-3" aria-hidden="true" />
          {titles[side.hook]}
        </h2>
        <StatusLine words={words} isShort={!isShown} />
        <div className="ml-auto print:hidden">
          <SideActions call={call} side={side} />
        </div>
      </header>
      <TruncationNote side={side} />
      <div id={`${side.hook}-body`}>
        {isShown ? <Content call={call} side={side} view={view} /> : <NothingToShow words={words} />}
      </div>
    </section>
  );
}
