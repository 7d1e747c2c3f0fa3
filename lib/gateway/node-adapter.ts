import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "@/lib/core/errors";
import { CallAbort } from "./call-abort";
import type { Gateway, IncomingBody, IncomingCall, OutgoingCall, PipedBody } from "./gateway-types";
import { readNodeBody } from "./read-node-body";

/** How long the rest of a refused upload may still arrive, so that the client reads our answer instead of a reset. */
const lingerMs = 2000;

function toBody(request: IncomingMessage, response: ServerResponse): IncomingBody | null {
  const length = request.headers["content-length"];
  const hasBody = length !== undefined || request.headers["transfer-encoding"] !== undefined;
  if (!hasBody || length === "0") return null;
  return {
    read: (limitBytes, idleMs) => {
      if (request.headers.expect !== undefined) response.writeContinue();
      return readNodeBody(request, limitBytes, idleMs);
    },
  };
}

function toCall(request: IncomingMessage, response: ServerResponse): IncomingCall {
  const abort = new CallAbort();
  response.on("close", () => {
    if (!response.writableFinished) abort.abort();
  });
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: request.rawHeaders,
    body: toBody(request, response),
    abort,
  };
}

function waitForDrain(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

/** Ends a broken answer where it broke: what was written still arrives, but not the sign that it was all. */
function cut(response: ServerResponse): void {
  if (response.req.httpVersion === "1.1" && response.socket !== null) response.socket.destroySoon();
  else response.destroy();
}

const clientGone = new Error("The client has gone.");
/** Larger pieces are not copied to stand beside their frame. */
const copiedBytes = 16 * 1024;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** A chunk with its size before it and the line's end after it (RFC 9112 §7.1), in one piece of memory. */
function frameChunk(chunk: Uint8Array): Buffer {
  const size = chunk.byteLength.toString(16);
  const dataAt = size.length + 2;
  const frame = Buffer.allocUnsafe(dataAt + chunk.byteLength + 2);
  frame.write(size, "latin1");
  frame[size.length] = carriageReturn;
  frame[size.length + 1] = lineFeed;
  frame.set(chunk, dataAt);
  frame[frame.length - 2] = carriageReturn;
  frame[frame.length - 1] = lineFeed;
  return frame;
}

function writeFramed(response: ServerResponse, chunk: Uint8Array): boolean {
  // An empty chunk would be the last one.
  if (chunk.byteLength === 0) return true;
  if (chunk.byteLength <= copiedBytes) return response.write(frameChunk(chunk));
  response.write(`${chunk.byteLength.toString(16)}\r\n`, "latin1");
  response.write(chunk);
  return response.write("\r\n", "latin1");
}

/**
 * Writes a body as it comes, never faster than the client reads; a body that fails cuts the connection. Chunks are framed
 * here: Node writes each as four pieces, which costs more than all else that is done to an event of a stream.
 */
async function writeBody(response: ServerResponse, body: PipedBody): Promise<void> {
  const isFramed = response.chunkedEncoding;
  response.chunkedEncoding = false;
  const flush = setImmediate(() => {
    if (!response.destroyed) response.flushHeaders();
  });
  try {
    await body.pipe((chunk) => {
      if (response.destroyed) throw clientGone;
      const isTaken = isFramed ? writeFramed(response, chunk) : response.write(chunk);
      return isTaken ? undefined : waitForDrain(response);
    });
    if (isFramed) response.end("0\r\n\r\n", "latin1");
    else response.end();
  } catch {
    cut(response);
  } finally {
    clearImmediate(flush);
  }
}

/** Reads away what a refused client still sends, so that it gets to our answer instead of a reset; but not for ever. */
function waitForRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, lingerMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once("end", done).once("close", done).once("error", done).resume();
  });
}

function writeHead(response: ServerResponse, { status, reason }: OutgoingCall, headers: string[]): void {
  if (reason === undefined) response.writeHead(status, headers);
  else response.writeHead(status, reason, headers);
}

/** An answer to a request that is still coming. Ending the response would close the connection under the client. */
async function refuseEarly(request: IncomingMessage, response: ServerResponse, answer: OutgoingCall): Promise<void> {
  writeHead(response, answer, [...answer.headers, "connection", "close"]);
  if (answer.body instanceof Uint8Array) response.write(answer.body);
  else response.flushHeaders();
  // Says that this was all, and goes on reading. An answer that others come before has no socket yet.
  response.socket?.end();
  await waitForRest(request);
  response.end();
  if (!request.complete) request.socket.destroySoon();
}

/** Small bodies go out as text, byte for character: Node then writes them in one piece with their head. */
function endWhole(response: ServerResponse, body: Uint8Array): void {
  if (body.byteLength > copiedBytes) response.end(body);
  else response.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1"), "latin1");
}

const beyondAscii = /[^\0-\x7f]/;

const disposition = "content-disposition";

/**
 * Where Node knows the length of a body it reads `content-disposition` as UTF-8, and writes other bytes than it was given or
 * throws, when a file's name goes beyond ASCII. So the length then comes last.
 */
function orderHeaders(headers: string[]): string[] {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? "";
    if (name.length !== disposition.length || name.toLowerCase() !== disposition) continue;
    if (!beyondAscii.test(headers[at + 1] ?? "")) continue;
    const length = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === "content-length");
    return length < 0 ? headers : [...headers.toSpliced(length, 2), ...headers.slice(length, length + 2)];
  }
  return headers;
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: OutgoingCall): Promise<void> {
  if (response.destroyed) return;
  const isWhole = answer.body === null || answer.body instanceof Uint8Array;
  if (!request.complete && isWhole) {
    await refuseEarly(request, response, answer);
    return;
  }
  writeHead(response, answer, orderHeaders(answer.headers));
  if (answer.body === null) response.end();
  else if (answer.body instanceof Uint8Array) endWhole(response, answer.body);
  else await writeBody(response, answer.body);
}

/** Serves Node requests through the gateway; `checkContinue` comes here as well. Never rejects. */
export function createNodeHandler(
  gateway: Gateway,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async function handleNodeRequest(request, response) {
    await respond(request, response, await gateway.handle(toCall(request, response)));
  };
}

/** Answers Node requests that must not be served, each as the last on its connection. Never rejects. */
export function createNodeRefuser(
  gateway: Gateway,
): (request: IncomingMessage, response: ServerResponse, error: AppError) => Promise<void> {
  return async function refuseNodeRequest(request, response, error) {
    const { status, headers, body } = await gateway.refuse(toCall(request, response), error);
    await respond(request, response, { status, headers: [...headers, "connection", "close"], body });
  };
}
