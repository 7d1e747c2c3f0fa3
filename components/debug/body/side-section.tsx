"use client";

import { ArrowDownLeft, ArrowUpRight, Equal, PencilLine, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import { inkTone, type Tone } from "@/components/ui/tone";
import type { CallDetail } from "@/lib/core/contracts/call";
import { formatBytes } from "@/lib/core/format/format-bytes";
import { ChangesView } from "./changes-view";
import { ConversationView } from "./conversation-view";
import { describeSide, paneTitles, type SideWords } from "./describe-side";
import { HeadersView } from "./headers-view";
import { JsonView } from "./json-view";
import type { PreparedSide } from "./prepare-bodies";
import { RawView } from "./raw-view";
import { SideActions } from "./side-actions";
import type { BodyView } from "./use-view-state";

const titles = { request: "Request", response: "Response" } as const;
const toneIcons: Readonly<Partial<Record<Tone, LucideIcon>>> = { modified: PencilLine, neutral: Equal };

function StatusLine({ words }: { readonly words: SideWords }) {
  const Icon = toneIcons[words.tone] ?? TriangleAlert;
  return (
    <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-xs">
      <span className={joinClasses("inline-flex items-center gap-1 font-medium", inkTone[words.tone])}>
        <Icon className="size-3.5 self-center" aria-hidden="true" />
        {words.title}
      </span>
      <span className="text-ink-3">{words.detail}</span>
    </p>
  );
}

/** Names of the panes, above both. */
function PaneTitles({ side }: { readonly side: PreparedSide }) {
  const words = paneTitles[side.hook];
  const isSplit = side.changes.length > 0;
  const original = side.status === "made-here" ? words.finalOf : words.originalOf;
  const bytes = (size: number | undefined): string => (size === undefined ? "" : formatBytes(size));
  const pane = "flex items-baseline gap-2 px-4 py-1.5";
  return (
    <div className={joinClasses("grid border-b bg-sunken text-xs text-ink-3", isSplit && "lg:grid-cols-2")}>
      <h3 className={pane}>
        <span className={joinClasses("font-semibold", isSplit ? "text-removed-ink" : "text-ink-2")}>
          {isSplit ? <span>− Original</span> : side.status === "unchanged" ? "Original and final" : "Only one side"}
        </span>
        <span>{side.status === "unchanged" ? "equal" : original}</span>
        <span className="tabular ml-auto">{bytes(side.originalInfo?.size)}</span>
      </h3>
      {isSplit && (
        <h3 className={joinClasses(pane, "max-lg:hidden lg:border-l")}>
          <span className="font-semibold text-added-ink">+ Final</span>
          <span>{side.status === "stopped" ? "what would have been sent" : words.finalOf}</span>
          <span className="tabular ml-auto">{bytes(side.finalInfo?.size)}</span>
        </h3>
      )}
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
  return (
    <div className="grid gap-1 px-4 py-8 text-center">
      <p className="text-base font-semibold text-ink">{words.title}</p>
      <p className="text-sm text-ink-2 text-pretty">{words.detail}</p>
    </div>
  );
}

function Content({ call, side, view, words }: SideSectionProps & { readonly words: SideWords }) {
  const hasTurns = side.turns.length > 0;
  const content: Readonly<Record<BodyView, ReactNode>> = {
    conversation: hasTurns ? (
      <>
        <PaneTitles side={side} />
        <ConversationView side={side} />
      </>
    ) : null,
    json: hasTurns ? <JsonView side={side} /> : null,
    changes: side.changes.length > 0 ? <ChangesView side={side} /> : null,
    headers: <HeadersView call={call} side={side} />,
    raw: <RawView call={call} side={side} />,
  };
  return content[view] ?? <NothingToShow words={words} />;
}

interface SideSectionProps {
  readonly call: CallDetail;
  readonly side: PreparedSide;
  readonly view: BodyView;
}

/** The request or the response: what it was, what it became. */
export function SideSection({ call, side, view }: SideSectionProps) {
  const words = describeSide(call, side);
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
        <StatusLine words={words} />
        <div className="ml-auto print:hidden">
          <SideActions call={call} side={side} />
        </div>
      </header>
      <TruncationNote side={side} />
      <div id={`${side.hook}-body`}>
        <Content call={call} side={side} view={view} words={words} />
      </div>
    </section>
  );
}
