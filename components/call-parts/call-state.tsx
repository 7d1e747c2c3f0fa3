import { joinClasses } from "@/components/ui/join-classes";
import { StatusDot } from "@/components/ui/status-dot";
import { inkTone, type Tone } from "@/components/ui/tone";
import type { CallState } from "@/lib/core/contracts/call";

export interface StateLook {
  readonly label: string;
  readonly tone: Tone;
  readonly meaning: string;
}

/** How the states of a call look, everywhere. */
export const stateLooks: Readonly<Record<CallState, StateLook>> = {
  in_progress: { label: "In progress", tone: "accent", meaning: "The call has not ended yet." },
  completed: { label: "Completed", tone: "added", meaning: "The answer reached the client whole." },
  blocked: { label: "Blocked", tone: "blocked", meaning: "A policy stopped the call." },
  rejected: { label: "Rejected", tone: "warning", meaning: "The gateway refused the call." },
  client_aborted: { label: "Client left", tone: "warning", meaning: "The client closed the connection early." },
  upstream_error: { label: "Upstream error", tone: "removed", meaning: "The provider answered with an error." },
  upstream_truncated: { label: "Cut off", tone: "removed", meaning: "The provider's answer ended too early." },
  interrupted: { label: "Interrupted", tone: "removed", meaning: "The gateway stopped before the call ended." },
};

interface CallStateTextProps {
  readonly state: CallState;
  readonly status: number | null;
  readonly reason?: string | null;
}

/** State of a call as dot and word, with the HTTP status that the client saw. */
export function CallStateText({ state, status, reason }: CallStateTextProps) {
  const look = stateLooks[state];
  const isRefusal = state === "completed" && status !== null && status >= 400;
  const tone = isRefusal ? "warning" : look.tone;
  const isQuiet = state === "completed";
  return (
    <span
      title={reason ? `${look.meaning} ${reason}` : look.meaning}
      className="inline-flex max-w-full items-center gap-1.5 text-xs whitespace-nowrap"
    >
      <StatusDot tone={tone} isActive={state === "in_progress"} />
      {status !== null && (
        <span className={joinClasses("tabular", isRefusal ? inkTone.warning : "text-ink")}>{status}</span>
      )}
      <span className={joinClasses("truncate", isQuiet ? "text-ink-3" : inkTone[look.tone])}>{look.label}</span>
    </span>
  );
}
