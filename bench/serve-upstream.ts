import { createServer, type Socket } from "node:net";
import { readSharedClock } from "./paced-streams";
import { buildAnswer, buildEvents, buildLongEvent, buildPacedEvent, type PayloadKind } from "./payloads";

/** Pause between the events of a stream. */
const eventIntervalMs = 5;
const longEventIntervalMs = 1;
const askedBytes = 4096;

const kinds: readonly PayloadKind[] = ["plain", "personal"];

function frameAnswer(kind: PayloadKind): Buffer {
  const body = buildAnswer(kind);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

function frameChunk(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

const end = Buffer.from("0\r\n\r\n");
const answers = new Map(kinds.map((kind) => [kind, frameAnswer(kind)]));
const streams = new Map(kinds.map((kind) => [kind, [...buildEvents(kind).map(frameChunk), end]]));
const streamHead = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n",
);

const longEvent = frameChunk(buildLongEvent());

function sendStream(socket: Socket, take: (index: number) => Buffer | undefined, intervalMs: number): void {
  socket.write(streamHead);
  let next = 0;
  const send = (): void => {
    const piece = take(next++);
    if (piece === undefined || socket.destroyed) {
      clearInterval(timer);
      return;
    }
    socket.write(piece);
  };
  const timer = setInterval(send, intervalMs);
  send();
}

function readNumber(request: Buffer, pattern: RegExp): number {
  return Number(pattern.exec(request.toString("latin1"))?.[1] ?? 0);
}

/** As many events as the request allows tokens. */
function sendEvents(socket: Socket, request: Buffer, intervalMs: number, build: () => Buffer): void {
  const events = readNumber(request, /"max_tokens":(\d+)/);
  const take = (index: number): Buffer | undefined => {
    if (index < events) return build();
    return index === events ? end : undefined;
  };
  sendStream(socket, take, intervalMs);
}

function answer(socket: Socket, request: Buffer): void {
  // What is asked stands before what may be long.
  const start = request.subarray(0, askedBytes);
  if (start.includes('"bench-long"')) {
    sendEvents(socket, start, longEventIntervalMs, () => longEvent);
    return;
  }
  if (start.includes('"bench-paced-')) {
    const intervalMs = readNumber(start, /"bench-paced-(\d+)"/);
    sendEvents(socket, start, intervalMs, () => frameChunk(buildPacedEvent(readSharedClock())));
    return;
  }
  const kind = start.includes('"bench-personal"') ? "personal" : "plain";
  if (start.includes('"stream":true')) {
    const pieces = streams.get(kind) ?? [];
    sendStream(socket, (index) => pieces[index], eventIntervalMs);
  } else socket.write(answers.get(kind) ?? "");
}

/** How long the first request in these bytes is, or `null` when its head is not whole. */
function measureRequest(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const length = /content-length: *(\d+)/i.exec(bytes.toString("latin1", 0, headEnd))?.[1] ?? "0";
  return headEnd + 4 + Number(length);
}

/** Requests as they come on one connection; each is joined once, however many pieces it comes in. */
class RequestReader {
  private parts: Buffer[] = [];
  private size = 0;
  private needed: number | null = null;

  push(chunk: Buffer): void {
    this.parts.push(chunk);
    this.size += chunk.length;
  }

  /** The next whole request, or `null` when more must come. */
  next(): Buffer | null {
    if (this.size < (this.needed ?? 1)) return null;
    const [first] = this.parts;
    const waiting = first?.length === this.size ? first : Buffer.concat(this.parts, this.size);
    const length = this.needed ?? measureRequest(waiting);
    const isWhole = length !== null && length <= waiting.length;
    this.needed = isWhole ? null : length;
    this.keep(isWhole ? waiting.subarray(length) : waiting);
    return isWhole ? waiting.subarray(0, length) : null;
  }

  private keep(rest: Buffer): void {
    this.parts = [rest];
    this.size = rest.length;
  }
}

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  const reader = new RequestReader();
  socket.on("data", (chunk) => {
    reader.push(chunk);
    for (let request = reader.next(); request !== null; request = reader.next()) answer(socket, request);
  });
}

/** An upstream that costs as little as possible: bytes prepared beforehand on bare sockets. */
export function serveUpstream(port: number): void {
  createServer(serve).listen(port, "127.0.0.1");
}
