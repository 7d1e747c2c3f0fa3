/** Why a call ends before its end. */
export type AbortReason = "client" | "stopping";

/** Whether and when a client went away, or this gateway must. Lighter than an `AbortController`, of which most calls never need one. */
export class CallAbort {
  /** `null` while nobody has left. */
  reason: AbortReason | null = null;
  private readonly listeners = new Set<() => void>();
  private controller: AbortController | null = null;

  get aborted(): boolean {
    return this.reason !== null;
  }

  /** Somebody is gone. Only the first time counts. */
  abort(reason: AbortReason = "client"): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.controller?.abort();
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }

  /** Calls back once when the client goes away; never when it already has. @returns ends that */
  onAbort(listener: () => void): () => void {
    if (!this.aborted) this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** The same as a signal, for those who need one. */
  toSignal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort();
    }
    return this.controller.signal;
  }
}
