import type { OpenCall } from "./open-call";
import type { WatchedCalls } from "./watched-calls";

const leastPauseMs = 400;
/** A long call is written whole each time, so the longer it is the more seldom that happens. */
const bytesPerMs = 2_000;

interface Snapshot {
  readonly bytes: number;
  readonly start: string;
  readonly nextAt: number;
}

/** Decides when what is known of a running call goes to the database: only while somebody watches, and when there is more. */
export class RunningSnapshots {
  private readonly taken = new Map<string, Snapshot>();

  constructor(
    private readonly watched: Pick<WatchedCalls, "has">,
    private readonly now: () => number,
  ) {}

  /** Whether to write this call now; if so it counts as written. */
  take({ callId, start, parts }: Pick<OpenCall, "callId" | "start" | "parts">): boolean {
    if (start === null || parts.length === 0 || !this.watched.has(callId)) return false;
    const before = this.taken.get(callId);
    const now = this.now();
    if (before !== undefined && now < before.nextAt) return false;
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    if (bytes === before?.bytes && start === before.start) return false;
    this.taken.set(callId, { bytes, start, nextAt: now + Math.max(leastPauseMs, bytes / bytesPerMs) });
    return true;
  }

  /** The call is over. */
  forget(callId: string): void {
    this.taken.delete(callId);
  }
}
