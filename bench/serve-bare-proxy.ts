import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { Pool, type Dispatcher } from "undici";

const forwarded = ["content-type", "content-length"];

/** Writes the upstream's answer to the client as it comes, no faster than the client reads. */
function relayTo(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => undefined,
    onResponseStart(_controller, status, headers) {
      const kept = forwarded.flatMap((name) => (headers[name] === undefined ? [] : [name, String(headers[name])]));
      response.writeHead(status, kept);
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
  const headers = { "content-type": "application/json", authorization: "Bearer bench" };
  pool.dispatch({ path: request.url ?? "/", method: "POST", headers, body }, relayTo(response));
}

/** The yardstick: the least that a Node proxy can do, `node:http` in front and undici behind. */
export function serveBareProxy(port: number, upstreamUrl: string): void {
  const pool = new Pool(upstreamUrl, { connections: 2_000, pipelining: 1 });
  createServer((request, response) => {
    forward(pool, request, response).catch(() => response.destroy());
  }).listen(port, "127.0.0.1");
}
