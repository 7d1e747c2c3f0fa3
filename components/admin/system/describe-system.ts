import { formatCount } from "@/components/call-parts/format-count";
import { formatDuration } from "@/components/ui/duration-text";
import type { Tone } from "@/components/ui/tone";
import type { DropReason, LoopDelay, SystemProcess, SystemReport } from "@/lib/core/contracts/system";
import { formatBytes } from "@/lib/core/format/format-bytes";

/** One line that says how things are, the worst first. */
export interface Verdict {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

/** A backlog that the recorder works off in a moment is no news. */
const muchBytes = 64_000_000;
const longMs = 60_000;

function describeBacklog({ totals }: SystemReport): string {
  const { lag_bytes: lag, oldest_waiting_ms: oldest } = totals;
  const size = lag === null ? "An unknown part of the journal" : `${formatBytes(lag)} of the journal`;
  const age = oldest === null ? "" : ` The oldest of it was written ${formatDuration(oldest)} ago.`;
  return `${size} waits to be stored.${age}`;
}

function countMissing({ totals }: SystemReport): number {
  return totals.gateways - totals.gateways_running;
}

function isBehind({ totals }: SystemReport): boolean {
  return (totals.lag_bytes ?? 0) > muchBytes || (totals.oldest_waiting_ms ?? 0) > longMs;
}

/** What somebody who looks for a moment must know. */
export function judgeSystem(report: SystemReport): Verdict {
  const { totals, database } = report;
  if (!database.is_up) {
    return {
      tone: "removed",
      title: "The database does not answer",
      text: `Known tokens are served, and their calls are kept in the journal. ${describeBacklog(report)} It is stored when the database is back.`,
    };
  }
  if (totals.gateways_running === 0)
    return {
      tone: "removed",
      title: "No gateway answers",
      text: "Calls cannot be served. They are started again by themselves.",
    };
  const missing = countMissing(report);
  if (missing > 0) {
    const verb = missing === 1 ? "gateway process does" : "gateway processes do";
    return {
      tone: "warning",
      title: `${missing} ${verb} not answer`,
      text: "The others serve its calls until it is back.",
    };
  }
  if (isBehind(report)) return { tone: "warning", title: "Storing is behind", text: describeBacklog(report) };
  if ((database.dead_letters ?? 0) > 0)
    return {
      tone: "warning",
      title: "Some records were set aside",
      text: "The database refused them. They are listed below, with why.",
    };
  return { tone: "added", title: "Everything is stored", text: "All processes answer, and the recording keeps up." };
}

export const dropLabels: Readonly<Record<DropReason, string>> = {
  rejection_not_recorded: "Refusals of unknown callers, beyond what is recorded each second",
  journal_not_open: "The journal could not be opened",
  queue_full: "The disk was too slow, and the queue was full",
  unserialisable: "The record could not be written down",
  closed: "The process was stopping",
  unreadable: "The journal's record could not be read",
};

export const processStates: Readonly<Record<SystemProcess["state"], { readonly label: string; readonly tone: Tone }>> =
  {
    running: { label: "Running", tone: "added" },
    starting: { label: "Starting", tone: "warning" },
    silent: { label: "Does not answer", tone: "removed" },
  };

/** A count, or a dash where nobody said. */
export function showCount(count: number | null | undefined): string {
  return count == null ? "–" : formatCount(count);
}

/** Bytes, or a dash where nobody said. */
export function showBytes(bytes: number | null | undefined): string {
  return bytes == null ? "–" : formatBytes(bytes);
}

/** Median and 99th percentile. */
export function showDelay(delay: LoopDelay | null | undefined): string {
  return delay == null ? "–" : `${delay.p50_ms} / ${delay.p99_ms} ms`;
}
