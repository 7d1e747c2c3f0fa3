/** Calls that run longer than this are in the journal with what is known of them, should this process die. */
const checkpointMs = 250;
const turnMs = 25;
/** Of a thousand calls all at once, nobody else would get a turn meanwhile: each then waits up to a second. */
const mostInTurn = 25;

/** What is asked of a call while it runs. */
export interface RunningCall {
  /** Journals what is known by now. */
  readonly checkpoint: () => void;
  /** Ends it, because this process must end. */
  readonly stop: () => void;
}

/** Calls that were announced and have not ended. Short ones come and go without being touched. */
export class RunningCalls {
  /** With when each was added or last journalled, in that order. */
  private readonly calls = new Map<RunningCall, number>();
  private timer: NodeJS.Timeout | null = null;

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number) {}

  get size(): number {
    return this.calls.size;
  }

  add(call: RunningCall): void {
    this.calls.set(call, this.now());
    this.waitForTurn();
  }

  remove(call: RunningCall): void {
    this.calls.delete(call);
  }

  /** Ends what has not ended by itself. */
  stop(): void {
    for (const call of [...this.calls.keys()]) call.stop();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private waitForTurn(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.takeTurn();
      if (this.calls.size > 0) this.waitForTurn();
    }, turnMs).unref();
  }

  private takeTurn(): void {
    const now = this.now();
    let left = mostInTurn;
    for (const [call, since] of this.calls) {
      if (now - since < checkpointMs || left === 0) return;
      left -= 1;
      this.calls.delete(call);
      this.calls.set(call, now);
      call.checkpoint();
    }
  }
}
