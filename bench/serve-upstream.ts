import { createServer, type Socket } from "node:net";
import { buildAnswer, buildEvents, buildLongEvent, type PayloadKind } from "./payloads";

/** Pause between the events of a stream. */
const eventIntervalMs = 5;
const longEventIntervalMs = 1;

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

/** As many events as the request allows tokens. */
function sendLongStream(socket: Socket, request: Buffer): void {
  const events = Number(/"max_tokens":(\d+)/.exec(request.toString("latin1"))?.[1] ?? 0);
  const take = (index: number): Buffer | undefined => {
    if (index < events) return longEvent;
    return index === events ? end : undefined;
  };
  sendStream(socket, take, longEventIntervalMs);
}

function answer(socket: Socket, request: Buffer): void {
  if (request.includes('"bench-long"')) {
    sendLongStream(socket, request);
    return;
  }
  const kind = request.includes('"bench-personal"') ? "personal" : "plain";
  if (request.includes('"stream":true')) {
    const pieces = streams.get(kind) ?? [];
    sendStream(socket, (index) => pieces[index], eventIntervalMs);
  } else socket.write(answers.get(kind) ?? "");
}

/** How long the first whole request in these bytes is, or `null` when more must come. */
function measureRequest(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const length = /content-length: *(\d+)/i.exec(bytes.toString("latin1", 0, headEnd))?.[1] ?? "0";
  const total = headEnd + 4 + Number(length);
  return bytes.length < total ? null : total;
}

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  let waiting: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (let length = measureRequest(waiting); length !== null; length = measureRequest(waiting)) {
      answer(socket, waiting.subarray(0, length));
      waiting = waiting.subarray(length);
    }
  });
}

/** An upstream that costs as little as possible: bytes prepared beforehand on bare sockets. */
export function serveUpstream(port: number): void {
  createServer(serve).listen(port, "127.0.0.1");
}
