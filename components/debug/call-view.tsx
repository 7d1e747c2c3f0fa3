"use client";

import { RefreshProblem } from "@/components/call-parts/refresh-problem";
import type { CallDetail } from "@/lib/core/contracts/call";
import { CallBodies } from "./body/call-bodies";
import { PrintingProvider } from "./body/printing-context";
import { useViewState } from "./body/use-view-state";
import { CallActions } from "./call-actions";
import { CallHeader } from "./call-header";
import { ConsequenceList } from "./consequence-list";
import { describeCall } from "./describe-call";
import { StreamSection } from "./lanes/stream-section";
import { debugPanels } from "./panels/registry";
import { PolicyFlow } from "./policy-flow";
import { useCallView, type CallViewData } from "./use-call-view";

/** Says aloud how a call ended that was running when the page was opened. */
function EndAnnouncement({ initial, call }: { readonly initial: CallDetail; readonly call: CallDetail }) {
  const hasEnded = initial.state === "in_progress" && call.state !== "in_progress";
  return (
    <p role="status" className="sr-only">
      {hasEnded ? `The call has ended. ${describeCall(call).headline}.` : ""}
    </p>
  );
}

/** Notes that need more than their own name. */
const noteWords: Readonly<Record<string, string>> = {
  number_rounded: "Some numbers are too large to show exactly; the raw bytes have them.",
  usage_asked: "The gateway asked the provider for token counts.",
  link_past_gateway:
    "The answer has an address outside of Diffract; a client that follows it goes past the gateway, perhaps with its token.",
  body_truncated: "Only the beginning of a body was kept.",
};

/** What the record itself had to do to stay readable. */
function RecordNotes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <p className="px-4 text-xs text-ink-3 md:px-6">
      About this record: {notes.map((note) => noteWords[note] ?? `${note.replaceAll("_", " ")}.`).join(" ")}
    </p>
  );
}

interface CallViewProps {
  readonly initial: CallViewData;
  readonly canRunAgain: boolean;
}

/** Everything about one call: what happened, who changed what, whose time it took and what it used. */
export function CallView({ initial, canRunAgain }: CallViewProps) {
  const viewState = useViewState();
  const { shown, error, refetch, isPlaceholderData } = useCallView(initial, viewState.query);
  const { call, bodies } = shown;
  const retry = (): void => {
    refetch().catch(() => undefined);
  };
  const isRunning = call.state === "in_progress";
  // What was opened while the call ran keeps its place when the call ends: what is only known then comes below.
  const wasRunning = initial.call.state === "in_progress";
  const consequences = <ConsequenceList consequences={shown.consequences} />;
  return (
    <article className="grid min-w-0 grid-cols-1 gap-5 pb-10">
      <CallHeader call={call} keepsRoom={wasRunning}>
        <CallActions call={call} canRunAgain={canRunAgain} />
      </CallHeader>
      <EndAnnouncement initial={initial.call} call={call} />
      {error !== null && <RefreshProblem what="This page" error={error} onRetry={retry} />}
      <PolicyFlow call={call} viewState={viewState} keepsRoom={wasRunning} />
      {!wasRunning && consequences}
      <PrintingProvider>
        <CallBodies call={call} bodies={bodies} viewState={viewState} isWaiting={isPlaceholderData} />
      </PrintingProvider>
      {!isRunning && (
        <>
          {wasRunning && consequences}
          <StreamSection call={call} />
          <div className="grid grid-cols-1 items-start gap-4 px-4 md:px-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            {debugPanels.map(({ id, Panel }) => (
              <Panel key={id} call={call} />
            ))}
          </div>
          <RecordNotes notes={call.record_notes} />
        </>
      )}
    </article>
  );
}
