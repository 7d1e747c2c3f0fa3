import { connect, type Socket } from "node:net";

/** When things happened to one exchange, in milliseconds since it was sent. */
export interface Exchange {
  readonly status: number;
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  readonly callId: string | null;
}

interface Pending {
  readonly sentAt: number;
  firstByteAt: number | null;
  head: string | null;
  /** Bytes of body still to come; `null` when the body is chunked. */
  missing: number | null;
  /** What has come of the head, then the end of a chunked body. */
  bytes: Buffer;
  readonly done: (exchange: Exchange) => void;
  readonly fail: (error: Error) => void;
}

const chunkedEnd = "0\r\n\r\n";

function readHead(pending: Pending): boolean {
  const end = pending.bytes.indexOf("\r\n\r\n");
  if (end < 0) return false;
  pending.head = pending.bytes.toString("latin1", 0, end);
  const body = pending.bytes.subarray(end + 4);
  const length = /^content-length: *(\d+)/im.exec(pending.head)?.[1];
  pending.missing = length === undefined ? null : Number(length) - body.length;
  pending.bytes = body;
  if (body.length > 0) pending.firstByteAt = performance.now();
  return true;
}

function isComplete(pending: Pending): boolean {
  if (pending.missing !== null) return pending.missing <= 0;
  return pending.bytes.toString("latin1", Math.max(0, pending.bytes.length - chunkedEnd.length)) === chunkedEnd;
}

function take(pending: Pending, chunk: Buffer): boolean {
  if (pending.head === null) {
    pending.bytes = pending.bytes.length === 0 ? chunk : Buffer.concat([pending.bytes, chunk]);
    return readHead(pending) && isComplete(pending);
  }
  pending.firstByteAt ??= performance.now();
  if (pending.missing === null) {
    pending.bytes = chunk.length >= chunkedEnd.length ? chunk : Buffer.concat([pending.bytes.subarray(-8), chunk]);
  } else pending.missing -= chunk.length;
  return isComplete(pending);
}

function toExchange({ sentAt, firstByteAt, head }: Pending): Exchange {
  const now = performance.now();
  return {
    status: Number(head?.slice(9, 12)),
    firstByteMs: (firstByteAt ?? now) - sentAt,
    lastByteMs: now - sentAt,
    callId: /^x-diffract-call-id: *(\S+)/im.exec(head ?? "")?.[1] ?? null,
  };
}

/**
 * One kept-alive HTTP/1.1 connection without pipelining, on a bare socket: the load generator shares a core with the upstream
 * and must leave it room.
 */
export class HttpConnection {
  private pending: Pending | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.receive(chunk);
    });
    socket.on("close", () => {
      this.pending?.fail(new Error("The connection was closed before the answer was complete."));
    });
    socket.on("error", (error) => {
      this.pending?.fail(error);
    });
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((done, fail) => {
      const socket = connect(port, "127.0.0.1", () => {
        done(new HttpConnection(socket));
      });
      socket.once("error", fail);
    });
  }

  private receive(chunk: Buffer): void {
    const { pending } = this;
    if (pending === null || !take(pending, chunk)) return;
    this.pending = null;
    pending.done(toExchange(pending));
  }

  /** @param request head and body, ready to be written */
  send(request: Buffer): Promise<Exchange> {
    return new Promise((done, fail) => {
      const sentAt = performance.now();
      this.pending = { sentAt, firstByteAt: null, head: null, missing: null, bytes: Buffer.alloc(0), done, fail };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A chat request, framed once and sent many times. */
export function frameRequest(body: string, token: string, headers: readonly string[] = []): Buffer {
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/json",
    `authorization: Bearer ${token}`,
    "user-agent: diffract-bench",
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
