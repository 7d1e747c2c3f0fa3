import { createServer, type Socket } from "node:net";
import { buildAnswer, buildEvents, type PayloadKind } from "./payloads";

/** Pause between the events of a stream. */
const eventIntervalMs = 5;

const kinds: readonly PayloadKind[] = ["plain", "personal"];

function frameAnswer(kind: PayloadKind): Buffer {
  const body = buildAnswer(kind);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

function frameChunk(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

const answers = new Map(kinds.map((kind) => [kind, frameAnswer(kind)]));
const streams = new Map(kinds.map((kind) => [kind, [...buildEvents(kind).map(frameChunk), Buffer.from("0\r\n\r\n")]]));
const streamHead = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n",
);

function sendStream(socket: Socket, pieces: readonly Buffer[]): void {
  socket.write(streamHead);
  let next = 0;
  const send = (): void => {
    const piece = pieces[next++];
    if (piece === undefined || socket.destroyed) {
      clearInterval(timer);
      return;
    }
    socket.write(piece);
  };
  const timer = setInterval(send, eventIntervalMs);
  send();
}

function answer(socket: Socket, request: Buffer): void {
  const kind = request.includes('"bench-personal"') ? "personal" : "plain";
  if (request.includes('"stream":true')) sendStream(socket, streams.get(kind) ?? []);
  else socket.write(answers.get(kind) ?? "");
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
