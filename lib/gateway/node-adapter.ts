import type { IncomingMessage, ServerResponse } from "node:http";
import { CallAbort } from "./call-abort";
import type { Gateway, IncomingBody, OutgoingCall } from "./gateway-types";
import { readNodeBody } from "./read-node-body";

/** How long the rest of a refused upload may still arrive, so that the client reads our answer instead of a reset. */
const lingerMs = 2000;

function toBody(request: IncomingMessage): IncomingBody | null {
  const length = request.headers["content-length"];
  const hasBody = length !== undefined || request.headers["transfer-encoding"] !== undefined;
  return hasBody && length !== "0" ? { read: (limit, idleMs) => readNodeBody(request, limit, idleMs) } : null;
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

/** Writes a body piece by piece, never faster than the client reads; a body that throws cuts the connection. */
async function writeBody(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  const flush = setImmediate(() => {
    if (!response.destroyed) response.flushHeaders();
  });
  try {
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await waitForDrain(response);
    }
    response.end();
  } catch {
    response.destroy();
  } finally {
    clearImmediate(flush);
  }
}

/** Lets a client that is still sending see the answer, then closes. */
function linger(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), lingerMs);
  timer.unref();
  request.once("end", () => {
    clearTimeout(timer);
  });
  request.resume();
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: OutgoingCall): Promise<void> {
  if (response.destroyed) return;
  const headers = request.complete ? answer.headers : [...answer.headers, "connection", "close"];
  response.writeHead(answer.status, headers);
  if (answer.body === null || answer.body instanceof Uint8Array) response.end(answer.body ?? undefined);
  else await writeBody(response, answer.body);
  if (!request.complete) linger(request);
}

/** Serves Node requests through the gateway. Never rejects. */
export function createNodeHandler(
  gateway: Gateway,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async function handleNodeRequest(request, response) {
    const abort = new CallAbort();
    response.on("close", () => {
      if (!response.writableFinished) abort.abort();
    });
    const answer = await gateway.handle({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: request.rawHeaders,
      body: toBody(request),
      abort,
    });
    await respond(request, response, answer);
  };
}
