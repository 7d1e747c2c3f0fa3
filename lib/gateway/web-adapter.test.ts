import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { serveOnLoopback } from "@/lib/testing/serve-on-loopback";
import { waitForDrain } from "@/lib/testing/wait-for-drain";
import { describeGateway } from "@/lib/testing/describe-gateway";
import { startMemoryGateway } from "@/lib/testing/start-memory-gateway";
import type { Gateway } from "./gateway-types";
import { handleWebRequest } from "./web-adapter";

/** What Next does around a route handler: Request in, Response out, abort both ways. */
async function bridge(gateway: Gateway, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const abort = new AbortController();
  outgoing.on("close", () => {
    abort.abort();
  });
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const init: RequestInit = { method: incoming.method ?? "GET", headers, signal: abort.signal };
  if (hasBody) Object.assign(init, { body: Readable.toWeb(incoming), duplex: "half" });
  const response = await handleWebRequest(gateway, new Request(`http://gateway${incoming.url ?? ""}`, init));
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (response.body === null) {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  outgoing.on("close", () => {
    reader.cancel().catch(() => undefined);
  });
  for (;;) {
    const result = await reader.read();
    if (result.done) break;
    if (!outgoing.write(result.value)) await waitForDrain(outgoing);
  }
  outgoing.end();
}

describeGateway("the Web adapter", (upstreamUrl) =>
  startMemoryGateway(upstreamUrl, (gateway) =>
    serveOnLoopback((request, response) => bridge(gateway, request, response)),
  ),
);
