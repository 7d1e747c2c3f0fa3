/** Calls that run longer than this are in the journal with what is known of them, should this process die. */
const checkpointMs = 250;

/** What is asked of a call while it runs. */
export interface RunningCall {
  readonly elapsedMs: () => number;
  /** Journals what is known by now. */
  readonly checkpoint: () => void;
  /** Ends it, because this process must end. */
  readonly stop: () => void;
}

/** Calls that were announced and have not ended. Short ones come and go without being touched. */
export class RunningCalls {
  private readonly calls = new Set<RunningCall>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => {
      for (const call of this.calls) if (call.elapsedMs() >= checkpointMs) call.checkpoint();
    }, checkpointMs);
    this.timer.unref();
  }

  get size(): number {
    return this.calls.size;
  }

  add(call: RunningCall): void {
    this.calls.add(call);
  }

  remove(call: RunningCall): void {
    this.calls.delete(call);
  }

  /** Ends what has not ended by itself. */
  stop(): void {
    for (const call of [...this.calls]) call.stop();
  }

  close(): void {
    clearInterval(this.timer);
  }
}
