import type { ServerResponse } from "node:http";
import { startFakeUpstream, type FakeUpstream, type SeenRequest } from "./fake-upstream";
import { waitForDrain } from "./wait-for-drain";

/** One chunk of an OpenAI chat stream, framed as the vendor frames it. */
export function buildChatChunk(text: string): string {
  const choice = { index: 0, delta: { content: text }, finish_reason: null };
  return `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices: [choice] })}\n\n`;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function streamPieces(response: ServerResponse, count: number, delayMs: number): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  for (let index = 0; index < count && !response.destroyed; index++) {
    response.write(buildChatChunk(`word${String(index)} `));
    if (delayMs > 0) await pause(delayMs);
  }
  response.end("data: [DONE]\n\n");
}

async function sendBig(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/octet-stream" });
  const block = Buffer.alloc(256 * 1024, 7);
  for (let sent = 0; sent < 200 && !response.destroyed; sent++) {
    if (!response.write(block)) await waitForDrain(response);
  }
  response.end();
}

const limitedHeaders = {
  "content-type": "application/json",
  "retry-after": "7",
  "x-ratelimit-remaining-requests": "0",
  "x-request-id": "req_1",
};

type Scenario = (response: ServerResponse, seen: SeenRequest, query: URLSearchParams) => void | Promise<void>;

const scenarios: Readonly<Record<string, Scenario>> = {
  stream: (response, _seen, query) =>
    streamPieces(response, Number(query.get("count") ?? 3), Number(query.get("delay") ?? 0)),
  cut(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(buildChatChunk("half an ans"));
    setTimeout(() => response.destroy(), 20);
  },
  cutJson(response) {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"id":');
    setTimeout(() => response.destroy(), 20);
  },
  never: () => new Promise(() => undefined),
  big: sendBig,
  limited(response) {
    response.writeHead(429, limitedHeaders);
    response.end('{"error":{"message":"slow down"} }');
  },
  redirect(response) {
    response.writeHead(307, { location: "http://127.0.0.1:1/elsewhere" });
    response.end();
  },
  echo(response, seen) {
    response.writeHead(200, { "content-type": "application/json", "x-request-id": "req_2", "set-cookie": "a=b" });
    response.end(`{ "id":"x",  "echo" : ${String(seen.body.length)}, "n": 1.0 }`);
  },
};

/** An upstream that behaves as the `mode` in the query says; without one it echoes how much it got. */
export function startScenarioUpstream(): Promise<FakeUpstream> {
  return startFakeUpstream(async (response, seen) => {
    const query = new URL(seen.url, "http://upstream").searchParams;
    const scenario = scenarios[query.get("mode") ?? "echo"];
    if (scenario === undefined) throw new Error(`no such mode: ${seen.url}`);
    await scenario(response, seen, query);
  });
}
