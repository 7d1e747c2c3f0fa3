import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { stateLooks } from "@/components/call-parts/call-state";
import { outcomeLooks } from "@/components/call-parts/outcome-badge";
import { joinClasses } from "@/components/ui/join-classes";
import { softTone } from "@/components/ui/tone";
import type { CallDetail } from "@/lib/core/contracts/call";
import { CallFacts } from "./call-facts";
import { describeCall } from "./describe-call";
import { IdLine } from "./id-line";
import { policyColour } from "./policy-colour";
import { stateIcons } from "./state-icons";

/** One line of light: whole when nothing was changed, split into the colours of those who changed the call. */
function Spectrum({ call }: { readonly call: CallDetail }) {
  const changers = [...new Set(call.steps.filter((step) => step.outcome === "changed").map((step) => step.policy_id))];
  const fills = changers.length === 0 ? ["bg-line-strong"] : changers.map((id) => policyColour(call.steps, id).fill);
  return (
    <span aria-hidden="true" className="absolute inset-x-0 top-0 flex h-0.5 [print-color-adjust:exact]">
      {fills.map((fill, index) => (
        <span key={`${fill} ${String(index)}`} className={joinClasses("flex-1", fill)} />
      ))}
    </span>
  );
}

function chooseIcon(call: CallDetail) {
  if (call.state !== "completed") return stateIcons[call.state];
  if (call.outcome === "skipped" || call.outcome === "unchanged") {
    return call.status !== null && call.status >= 400 ? stateIcons.upstream_error : outcomeLooks.unchanged.icon;
  }
  return outcomeLooks[call.outcome].icon;
}

function Ids({ call }: { readonly call: CallDetail }) {
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-0.5 text-2xs">
      <IdLine name="Call id" value={call.id} />
      <IdLine name="Trace id" value={call.trace_id} />
      {call.upstream_request_id !== null && <IdLine name="Upstream request id" value={call.upstream_request_id} />}
    </dl>
  );
}

interface CallHeaderProps {
  readonly call: CallDetail;
  /** There may be more to say when the call has ended: room for that is kept. */
  readonly keepsRoom: boolean;
  readonly children?: ReactNode;
}

/** Top of the page: what happened, in words first, then in figures. */
export function CallHeader({ call, keepsRoom, children }: CallHeaderProps) {
  const story = describeCall(call);
  const Icon = chooseIcon(call);
  return (
    <header className="relative grid gap-4 border-b bg-surface px-4 pt-4 pb-3 md:px-6">
      <Spectrum call={call} />
      <nav aria-label="Where you are" className="flex items-center gap-1 text-xs text-ink-3 print:hidden">
        <Link href="/calls" className="hit-area rounded-sm hover:text-ink hover:underline">
          Calls
        </Link>
        <ChevronRight className="size-3" aria-hidden="true" />
        <span aria-current="page" className="font-mono text-2xs">
          {call.id.slice(0, 8)}…{call.id.slice(-6)}
        </span>
      </nav>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-96 items-start gap-3 max-sm:basis-full">
          <span
            className={joinClasses(
              "flex size-10 shrink-0 items-center justify-center rounded-lg ring-1 ring-inset [&_svg]:size-5",
              softTone[story.tone],
              call.state === "in_progress" && "[&_svg]:animate-breathe",
            )}
          >
            <Icon aria-hidden="true" />
          </span>
          <div className={joinClasses("min-w-0", keepsRoom && "min-h-17 max-sm:min-h-30")}>
            <h1
              className="text-xl font-semibold tracking-[-0.012em] text-balance text-ink wrap-anywhere"
              title={stateLooks[call.state].meaning}
            >
              {story.headline}
            </h1>
            <p className="max-w-3xl text-sm text-ink-2 text-pretty wrap-anywhere">
              {story.detail}
              {story.next !== null && <span className="text-ink-3"> {story.next}</span>}
            </p>
          </div>
        </div>
        {children}
      </div>
      <CallFacts call={call} />
      <Ids call={call} />
    </header>
  );
}
