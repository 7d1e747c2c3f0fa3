/** How this installation is doing, as its processes say of themselves. What nobody said is `null`, which is not zero. */

import type { Tallies } from "../metrics/tally-families";

/** Connections of one pool. */
export interface PoolVitals {
  readonly open: number;
  readonly idle: number;
  /** Questions that wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/** By how much timers were late: time in which nothing else could run. */
export interface LoopDelay {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Why a call was answered and is not in the record. */
export const dropReasons = [
  "rejection_not_recorded",
  "journal_not_open",
  "queue_full",
  "unserialisable",
  "closed",
  "unreadable",
] as const;
export type DropReason = (typeof dropReasons)[number];

/**
 * Calls since the process began. Once nothing runs and nothing waits,
 * `accepted = stored + set_aside + the sum of dropped`.
 */
export interface CallCounts {
  readonly accepted: number;
  /** Being served now. */
  readonly running: number;
  /** Over, in the journal, and not yet in the database. */
  readonly waiting: number;
  readonly stored: number;
  /** Refused by the database one by one; their records are kept as dead letters. */
  readonly set_aside: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** The journal of one process. */
export interface JournalVitals {
  readonly bytes: number;
  readonly segments: number;
  /** In memory, on the way to the disk. */
  readonly queued_bytes: number;
  readonly write_errors: number;
  readonly fsync_errors: number;
  /** Calls that were let go before their record was on the disk, which refused it. */
  readonly released_early: number;
  /** Bodies that were left out of records because the queue was full. */
  readonly bodies_dropped: number;
  /** Segments given up unread, because the journal had reached its bound. */
  readonly segments_evicted: number;
  /** Damaged places that were skipped. */
  readonly corrupt_places: number;
  /** Cut off at the start: what a crash had left half-written. */
  readonly torn_bytes: number;
}

/** Whoever reads the journal. */
export interface ConsumerVitals {
  readonly name: "postgres";
  /** Journal bytes that it has not passed yet; `null` when they cannot be measured. */
  readonly lag_bytes: number | null;
  /** When the oldest record that it has not delivered was written, ISO 8601; `null` when none waits. */
  readonly oldest_waiting_at: string | null;
  readonly retries: number;
  readonly last_error: string | null;
  /** Calls of processes before this one, which it has delivered for them. */
  readonly inherited: number;
  /** Journals of dead processes that it is reading. */
  readonly adopted_journals: number;
  readonly loop: LoopDelay | null;
}

/** What one process says of itself. */
export interface ProcessVitals {
  readonly role: "gateway" | "console";
  readonly pid: number;
  readonly started_at: string;
  readonly at: string;
  readonly rss_bytes: number;
  readonly heap_bytes: number;
  readonly loop: LoopDelay | null;
  readonly pools: Readonly<Record<string, PoolVitals>>;
  /** What it has counted of calls that are over; `null` where none are served or nobody said. */
  readonly tallies: Tallies | null;
  /** `null` where no calls are served. */
  readonly calls: CallCounts | null;
  readonly journal: JournalVitals | null;
  readonly consumers: readonly ConsumerVitals[];
}

/** A process as its supervisor knows it. */
export interface SystemProcess {
  readonly name: string;
  /** `silent`: it is there and has not said anything for a while. */
  readonly state: "running" | "starting" | "silent";
  readonly restarts: number;
  readonly last_exit: { readonly at: string; readonly how: string } | null;
  /** The last that it said, also when it is not there any more. */
  readonly vitals: ProcessVitals | null;
}

/** Sums over the processes that are there. */
export interface SystemTotals {
  /** Gateway processes that answer, of so many. */
  readonly gateways_running: number;
  readonly gateways: number;
  readonly calls: CallCounts | null;
  readonly journal_bytes: number | null;
  readonly lag_bytes: number | null;
  readonly oldest_waiting_ms: number | null;
  readonly rss_bytes: number;
  /** The worst of all gateways. */
  readonly loop: LoopDelay | null;
}

/** How long what is recorded is kept, and what was removed since the console's process began. */
export interface RetentionReport {
  /** `null`: as long as the call. */
  readonly bodies_days: number | null;
  /** `null`: for ever. */
  readonly calls_days: number | null;
  readonly last_sweep_at: string | null;
  readonly bodies_removed: number;
  readonly calls_removed: number;
  readonly last_error: string | null;
}

/** What is counted for Prometheus too. */
export interface SystemCounts {
  readonly at: string;
  readonly processes: readonly SystemProcess[];
  readonly totals: SystemTotals;
  readonly database: {
    readonly is_up: boolean;
    /** Records that the database refused; `null` when it cannot be asked. */
    readonly dead_letters: number | null;
  };
}

export interface SystemReport extends SystemCounts {
  readonly retention: RetentionReport;
}

/** A record that the database refused. */
export interface DeadLetterView {
  readonly id: string;
  readonly call_id: string | null;
  readonly reason: string;
  readonly size: number;
  readonly created_at: string;
}
