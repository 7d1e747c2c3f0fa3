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

/** An answer to a request that is still coming. Ending the response would close the connection under the client. */
async function refuseEarly(request: IncomingMessage, response: ServerResponse, answer: OutgoingCall): Promise<void> {
  response.writeHead(answer.status, [...answer.headers, "connection", "close"]);
  if (answer.body instanceof Uint8Array) response.write(answer.body);
  else response.flushHeaders();
  await waitForRest(request);
  response.end();
  if (!request.complete) request.socket.destroySoon();
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: OutgoingCall): Promise<void> {
  if (response.destroyed) return;
  const isWhole = answer.body === null || answer.body instanceof Uint8Array;
  if (!request.complete && isWhole) {
    await refuseEarly(request, response, answer);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  if (answer.body === null || answer.body instanceof Uint8Array) response.end(answer.body ?? undefined);
  else await writeBody(response, answer.body);
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
