import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { startFakeUpstream, type FakeUpstream } from "./fake-upstream";
import type { RecordedExchange } from "./recorded-exchanges";

/** How an upstream hands out an answer: `cut` and `ended` come after half of it, with a broken connection or a clean end. */
export const replayManners = ["whole", "event", "line", "byte", "7", "gzip", "cut", "ended"] as const;
export type ReplayManner = (typeof replayManners)[number];

/** Says what to replay; travels to upstream like any header that nobody knows. */
export const replayHeader = "x-replay";

/** Set by whoever writes the answer, or not recorded as it was. */
const unreplayed = new Set(["content-length", "transfer-encoding", "connection", "keep-alive", "content-encoding"]);

/** Each byte of the longest on its own would take minutes, and show nothing more. */
const mostPieces = 1200;

function cutBytes(body: Buffer, least: number): Buffer[] {
  const size = Math.max(least, Math.ceil(body.length / mostPieces));
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) pieces.push(body.subarray(at, at + size));
  return pieces;
}

function cutAfter(body: Buffer, end: RegExp): Buffer[] {
  return body
    .toString("latin1")
    .split(end)
    .map((part) => Buffer.from(part, "latin1"));
}

function cutBody(body: Buffer, manner: ReplayManner): Buffer[] {
  switch (manner) {
    case "event":
      return cutAfter(body, /(?<=\r?\n\r?\n)/);
    case "line":
      return cutAfter(body, /(?<=\n)/);
    case "byte":
      return cutBytes(body, 1);
    case "7":
      return cutBytes(body, 7);
    default:
      return [body];
  }
}

function listHeaders({ response }: RecordedExchange): string[] {
  return response.headers.filter(([name, value]) => !unreplayed.has(name.toLowerCase()) && value !== "REDACTED").flat();
}

async function replay(response: ServerResponse, exchange: RecordedExchange, manner: ReplayManner): Promise<void> {
  const isZipped = manner === "gzip";
  const half = manner === "cut" || manner === "ended";
  const body = isZipped ? gzipSync(exchange.response.body) : exchange.response.body;
  const isSized = !exchange.stream && manner !== "ended" && body.length > 0;
  const headers = [
    ...listHeaders(exchange),
    ...(isZipped ? ["content-encoding", "gzip"] : []),
    ...(isSized ? ["content-length", String(body.length)] : []),
  ];
  response.writeHead(exchange.response.status, headers);
  const sent = half ? body.subarray(0, Math.floor(body.length / 2)) : body;
  const pieces = cutBody(sent, manner);
  for (const piece of pieces) {
    response.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (manner !== "cut") response.end();
  else await destroyWhenSent(response);
}

/** What was written must have left before the connection breaks, or how much arrives is chance. */
function destroyWhenSent(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.write("", () => {
      response.destroy();
      resolve();
    });
  });
}

/** Answers with the recorded exchange, in the manner, that the request's `x-replay` header names. */
export function startReplayUpstream(exchanges: readonly RecordedExchange[]): Promise<FakeUpstream> {
  const byId = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
  return startFakeUpstream(async (response, seen) => {
    const at = seen.headers.findIndex((text) => text.toLowerCase() === replayHeader);
    const [manner, id] = (seen.headers[at + 1] ?? "").split(" ");
    const exchange = byId.get(id ?? "");
    if (exchange === undefined) throw new Error(`no such exchange: ${id ?? ""}`);
    await replay(response, exchange, manner as ReplayManner);
  });
}
