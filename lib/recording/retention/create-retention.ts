import type { Pool } from "pg";
import type { RetentionReport } from "@/lib/core/contracts/system";
import { deleteOldCalls, deleteOldLetters, removeOldBodies } from "./remove-old";

const dayMs = 86_400_000;
const sweepEveryMs = 3_600_000;
/** After a sweep failed: the database may be back sooner than the next one is due. */
const retryMs = 60_000;
/** Between two batches, so that calls are stored and pages are read meanwhile. */
const pauseMs = 50;
const mostCalls = 200;
/** A sweep begins from the oldest call again, since some are stored days late, from the journal of a dead machine. */
const sweepsFromStart = 24;

export interface RetentionOptions {
  /** Asked for once there is something to do. */
  readonly openPool: () => Pool;
  /** `null`: for ever, or as long as the call. */
  readonly bodiesDays: number | null;
  readonly callsDays: number | null;
  readonly onProblem: (message: string) => void;
}

export interface Retention {
  readonly report: () => RetentionReport;
  readonly close: () => Promise<void>;
}

/** Starts removing, now and every hour, what is older than it may be kept: in small batches, one process at a time. */
export function createRetention(options: RetentionOptions): Retention {
  return new Sweeper(options);
}

class Sweeper implements Retention {
  private isClosed = false;
  private wakeUp: () => void = () => undefined;
  private sweeps = 0;
  /** Calls up to here have been looked at. */
  private position: string | null = null;
  private limit = mostCalls;
  private bodiesRemoved = 0;
  private callsRemoved = 0;
  private lastSweepAt: string | null = null;
  private lastError: string | null = null;
  private readonly finished: Promise<void>;

  constructor(private readonly options: RetentionOptions) {
    const isNeeded = options.bodiesDays !== null || options.callsDays !== null;
    this.finished = isNeeded ? this.run() : Promise.resolve();
  }

  report(): RetentionReport {
    return {
      bodies_days: this.options.bodiesDays,
      calls_days: this.options.callsDays,
      last_sweep_at: this.lastSweepAt,
      bodies_removed: this.bodiesRemoved,
      calls_removed: this.callsRemoved,
      last_error: this.lastError,
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.wakeUp();
    await this.finished;
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.sweep();
        this.limit = mostCalls;
        this.lastError = null;
        this.lastSweepAt = new Date().toISOString();
        await this.wait(sweepEveryMs);
      } catch (error) {
        // Fewer at once may succeed where many took too long.
        this.limit = Math.max(1, Math.floor(this.limit / 4));
        const reason = error instanceof Error ? error.message : String(error);
        if (this.lastError === null) this.options.onProblem(`what is old cannot be removed now: ${reason}`);
        this.lastError = reason;
        await this.wait(retryMs);
      }
    }
  }

  private async sweep(): Promise<void> {
    const { bodiesDays, callsDays } = this.options;
    const pool = this.options.openPool();
    const nowMs = Date.now();
    const oldestMs = nowMs - (bodiesDays ?? callsDays ?? 0) * dayMs;
    await this.drain(() => deleteOldLetters(pool, oldestMs, this.limit));
    if (callsDays !== null) {
      this.callsRemoved += await this.drain(() => deleteOldCalls(pool, nowMs - callsDays * dayMs, this.limit));
    }
    if (bodiesDays !== null) await this.sweepBodies(pool, nowMs - bodiesDays * dayMs, bodiesDays);
    this.sweeps += 1;
  }

  /** Again and again until there is less than a batch. */
  private async drain(remove: () => Promise<number | null>): Promise<number> {
    let total = 0;
    for (;;) {
      const removed = await remove();
      total += removed ?? 0;
      if (removed === null || removed < this.limit || this.isClosed) return total;
      await this.wait(pauseMs);
    }
  }

  private async sweepBodies(pool: Pool, beforeMs: number, keptDays: number): Promise<void> {
    if (this.sweeps % sweepsFromStart === 0) this.position = null;
    while (!this.isClosed) {
      const batch = await removeOldBodies(pool, {
        beforeMs,
        keptDays,
        after: this.position,
        limit: this.limit,
      });
      if (batch === null) return;
      this.bodiesRemoved += batch.removed;
      if (batch.next === null) return;
      this.position = batch.next;
      await this.wait(batch.removed === 0 ? 0 : pauseMs);
    }
  }

  private async wait(ms: number): Promise<void> {
    if (this.isClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      // Nothing has to go on living for what is old.
      timer.unref();
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
