import { isUuid } from "@/lib/core/ids/is-uuid";

/** Who watches says so again before this has passed. */
const keptMs = 10_000;
const maxKept = 1_000;

/** Calls that somebody looks at while they run. */
export class WatchedCalls {
  private readonly until = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** Somebody looks at this call. Anything may be said here. */
  note(callId: string): void {
    if (!isUuid(callId)) return;
    if (this.until.size >= maxKept) this.until.clear();
    this.until.set(callId.toLowerCase(), this.now() + keptMs);
  }

  has(callId: string): boolean {
    if (this.until.size === 0) return false;
    const until = this.until.get(callId);
    if (until === undefined) return false;
    if (until > this.now()) return true;
    this.until.delete(callId);
    return false;
  }
}
