export interface ByteQueueHooks {
  /** The consumer is slow: stop pushing. */
  readonly onFull: () => void;
  /** The consumer caught up: push again. */
  readonly onDrained: () => void;
  /** The consumer stopped before the end. */
  readonly onAbandoned: () => void;
}

/** Takes a chunk; `false`: no more is wanted. */
export type Consume = (chunk: Uint8Array) => boolean | Promise<boolean>;

interface Flow {
  readonly consume: Consume;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** The last chunk is still being dealt with. */
  isBusy: boolean;
}

/** Chunks between a pushing producer and one consumer, which gets each in the producer's turn, with back-pressure by bytes. */
export class ByteQueue {
  private chunks: Uint8Array[] = [];
  private head = 0;
  private queuedBytes = 0;
  private isFull = false;
  private ending: { readonly error: Error | null } | null = null;
  private flowing: Flow | null = null;

  /** @param highWaterBytes queued bytes at which `onFull` is called; `onDrained` follows at half of it */
  constructor(
    private readonly highWaterBytes: number,
    private readonly hooks: ByteQueueHooks,
  ) {}

  push(chunk: Uint8Array): void {
    if (this.ending !== null) return;
    if (this.flowing !== null && !this.flowing.isBusy) {
      this.deliver(this.flowing, chunk);
      return;
    }
    this.chunks.push(chunk);
    this.queuedBytes += chunk.byteLength;
    if (!this.isFull && this.queuedBytes >= this.highWaterBytes) {
      this.isFull = true;
      this.hooks.onFull();
    }
  }

  end(): void {
    this.ending ??= { error: null };
    if (this.flowing !== null) this.pump(this.flowing);
  }

  /** What was queued before the failure is still delivered. */
  fail(error: Error): void {
    this.ending ??= { error };
    if (this.flowing !== null) this.pump(this.flowing);
  }

  /** All of it, when it has ended well and nothing was taken yet; else `null`, and it must be read as it comes. */
  takeWhole(): readonly Uint8Array[] | null {
    if (this.ending === null || this.ending.error !== null || this.head > 0) return null;
    const { chunks } = this;
    this.chunks = [];
    this.queuedBytes = 0;
    return chunks;
  }

  /** Hands every chunk over as it comes. Resolves at the end, or when no more is wanted; rejects when the producer failed. */
  flow(consume: Consume): Promise<void> {
    return new Promise((resolve, reject) => {
      this.flowing = { consume, resolve, reject, isBusy: false };
      this.pump(this.flowing);
    });
  }

  private deliver(flow: Flow, chunk: Uint8Array): void {
    try {
      const result = flow.consume(chunk);
      if (result === true) return;
      if (result === false) this.stop(flow);
      else this.wait(flow, result);
    } catch (error) {
      this.stop(flow, error);
    }
  }

  private wait(flow: Flow, result: Promise<boolean>): void {
    flow.isBusy = true;
    result.then(
      (isWanted) => {
        flow.isBusy = false;
        if (isWanted) this.pump(flow);
        else this.stop(flow);
      },
      (error: unknown) => {
        this.stop(flow, error);
      },
    );
  }

  /** Delivers what has been queued, and the end. */
  private pump(flow: Flow): void {
    while (!flow.isBusy && this.flowing === flow) {
      const chunk = this.shift();
      if (chunk === undefined) break;
      this.deliver(flow, chunk);
    }
    if (flow.isBusy || this.flowing !== flow || this.ending === null) return;
    this.flowing = null;
    if (this.ending.error === null) flow.resolve();
    else flow.reject(this.ending.error);
  }

  private stop(flow: Flow, error?: unknown): void {
    this.flowing = null;
    if (this.ending === null) {
      this.ending = { error: null };
      this.hooks.onAbandoned();
    }
    if (error === undefined) flow.resolve();
    else flow.reject(error);
  }

  private shift(): Uint8Array | undefined {
    const chunk = this.chunks[this.head];
    if (chunk === undefined) return undefined;
    this.head += 1;
    this.queuedBytes -= chunk.byteLength;
    if (this.head === this.chunks.length) {
      this.chunks = [];
      this.head = 0;
    }
    if (this.isFull && this.queuedBytes <= this.highWaterBytes / 2) {
      this.isFull = false;
      this.hooks.onDrained();
    }
    return chunk;
  }
}
