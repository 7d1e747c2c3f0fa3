import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { Pool, type Dispatcher } from "undici";

/** RFC 9110 §7.6.1; the client's `host` and the length of a body that is whole are the connection's own as well. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "host", "content-length"]);

function listRequestHeaders({ rawHeaders }: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = [rawHeaders[at], rawHeaders[at + 1]];
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function listResponseHeaders(headers: IncomingHttpHeaders): string[] {
  const kept: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || (hopByHop.has(name) && name !== "content-length")) continue;
    for (const one of Array.isArray(value) ? value : [value]) kept.push(name, one);
  }
  return kept;
}

/** Writes the upstream's answer to the client as it comes, no faster than the client reads. */
function relayTo(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => undefined,
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, listResponseHeaders(headers));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => {
        controller.resume();
      });
    },
    onResponseEnd: () => {
      response.end();
    },
    onResponseError: () => {
      response.destroy();
    },
  };
}

async function forward(pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const headers = listRequestHeaders(request);
  pool.dispatch({ path: request.url ?? "/", method: "POST", headers, body }, relayTo(response));
}

/** The yardstick: the least that a Node proxy can do, `node:http` in front and undici behind; it forwards what comes. */
export function serveBareProxy(port: number, upstreamUrl: string): void {
  const pool = new Pool(upstreamUrl, { connections: 2_000, pipelining: 1 });
  createServer((request, response) => {
    forward(pool, request, response).catch(() => response.destroy());
  }).listen(port, "127.0.0.1");
}
