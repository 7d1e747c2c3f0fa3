export interface ByteQueueHooks {
  /** The consumer is slow: stop pushing. */
  readonly onFull: () => void;
  /** The consumer caught up: push again. */
  readonly onDrained: () => void;
  /** The consumer stopped before the end. */
  readonly onAbandoned: () => void;
}

type Result = IteratorResult<Uint8Array, undefined>;

interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** Chunks between a pushing producer and a pulling consumer, with back-pressure by bytes. One consumer. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  private chunks: Uint8Array[] = [];
  private head = 0;
  private queuedBytes = 0;
  private isFull = false;
  private ending: { readonly error: Error | null } | null = null;
  private waiting: Waiting | null = null;

  /** @param highWaterBytes queued bytes at which `onFull` is called; `onDrained` follows at half of it */
  constructor(
    private readonly highWaterBytes: number,
    private readonly hooks: ByteQueueHooks,
  ) {}

  push(chunk: Uint8Array): void {
    if (this.ending !== null) return;
    if (this.waiting !== null) {
      const { resolve } = this.waiting;
      this.waiting = null;
      resolve({ done: false, value: chunk });
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
    this.settle();
  }

  /** What was queued before the failure is still delivered. */
  fail(error: Error): void {
    this.ending ??= { error };
    this.settle();
  }

  /** All of it, when it has ended well and nothing was taken yet; else `null`, and it must be read as it comes. */
  takeWhole(): readonly Uint8Array[] | null {
    if (this.ending === null || this.ending.error !== null || this.head > 0) return null;
    const { chunks } = this;
    this.chunks = [];
    this.queuedBytes = 0;
    return chunks;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return { next: () => this.next(), return: () => this.abandon() };
  }

  private next(): Promise<Result> {
    const chunk = this.shift();
    if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.settle();
    });
  }

  private abandon(): Promise<Result> {
    if (this.ending === null) {
      this.ending = { error: null };
      this.hooks.onAbandoned();
    }
    return Promise.resolve({ done: true, value: undefined });
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

  private settle(): void {
    if (this.waiting === null || this.ending === null) return;
    const { resolve, reject } = this.waiting;
    this.waiting = null;
    if (this.ending.error === null) resolve({ done: true, value: undefined });
    else reject(this.ending.error);
  }
}
