export interface ServerSentEvent {
  /** Where to go on after it; an event that is not part of what is followed has none. */
  readonly id?: string;
  readonly event: string;
  /** Becomes one line of JSON. */
  readonly data: unknown;
}

export interface EventWriter {
  /** Does nothing when the stream has ended. */
  readonly send: (event: ServerSentEvent) => void;
  readonly end: () => void;
}

export interface EventStreamOptions {
  /** Of the request: the stream ends with it. */
  readonly signal: AbortSignal;
  /** Begins to write; answers what to do when the stream ends, for whatever reason. */
  readonly start: (writer: EventWriter) => () => void;
  readonly heartbeatMs?: number;
  /** A browser comes back by itself, and is then authenticated anew. */
  readonly longestMs?: number;
  /** A reader that is further behind is let go; it comes back and asks for what it missed. */
  readonly maxBufferedBytes?: number;
}

const retryMs = 1_000;
const defaultHeartbeatMs = 15_000;
const defaultLongestMs = 1_800_000;
const defaultMaxBufferedBytes = 4 * 1_048_576;

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};

function format({ id, event, data }: ServerSentEvent): string {
  const place = id === undefined ? "" : `id: ${id}\n`;
  return `${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** One open stream. */
class EventStream implements EventWriter {
  private readonly encoder = new TextEncoder();
  private readonly timers: NodeJS.Timeout[];
  private isOver = false;
  private cleanUp: () => void = () => undefined;
  readonly leave = (): void => {
    this.end();
  };

  constructor(
    private readonly controller: ReadableStreamDefaultController<Uint8Array>,
    private readonly options: EventStreamOptions,
  ) {
    const { heartbeatMs = defaultHeartbeatMs, longestMs = defaultLongestMs } = options;
    const beat = setInterval(() => {
      this.write(": still here\n\n");
    }, heartbeatMs);
    this.timers = [beat, setTimeout(this.leave, longestMs)];
    for (const timer of this.timers) timer.unref();
  }

  begin(): void {
    const { signal, start } = this.options;
    // Next sends headers with the first bytes, and browsers call a stream open only then.
    this.write(`retry: ${String(retryMs)}\n\n`);
    const cleanUp = start(this);
    if (this.isOver) {
      cleanUp();
      return;
    }
    this.cleanUp = cleanUp;
    if (signal.aborted) this.end();
    else signal.addEventListener("abort", this.leave, { once: true });
  }

  send(event: ServerSentEvent): void {
    this.write(format(event));
  }

  end(error?: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.options.signal.removeEventListener("abort", this.leave);
    try {
      if (error === undefined) this.controller.close();
      else this.controller.error(error);
    } catch {
      // The reader has cancelled already.
    }
    this.cleanUp();
  }

  private write(text: string): void {
    if (this.isOver) return;
    const { maxBufferedBytes = defaultMaxBufferedBytes } = this.options;
    if (-(this.controller.desiredSize ?? 0) > maxBufferedBytes) this.end(new Error("The reader is too slow."));
    else this.controller.enqueue(this.encoder.encode(text));
  }
}

/** A response of server-sent events, with heartbeats, that ends with the request and lets go of slow readers. */
export function createEventStream(options: EventStreamOptions): Response {
  let stream: EventStream | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        stream = new EventStream(controller, options);
        stream.begin();
      },
      cancel: () => {
        stream?.end();
      },
    },
    { highWaterMark: 0, size: (chunk) => chunk.byteLength },
  );
  return new Response(body, { headers });
}
