import type { OpenCall } from "./open-call";

/** Calls that run longer than this are in the journal with what is known of them, should this process die. */
const checkpointMs = 250;

/** Calls that were announced and have not ended. Short ones come and go without being touched. */
export class RunningCalls {
  private readonly calls = new Set<OpenCall>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => {
      for (const call of this.calls) if (call.elapsedMs() >= checkpointMs) call.checkpoint();
    }, checkpointMs);
    this.timer.unref();
  }

  add(call: OpenCall): void {
    this.calls.add(call);
  }

  remove(call: OpenCall): void {
    this.calls.delete(call);
  }

  close(): void {
    clearInterval(this.timer);
  }
}
