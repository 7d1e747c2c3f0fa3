/** What clients and the record see when an upstream fails, in every way that one can on a wire. */
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { startRawUpstream } from "@/lib/testing/raw-upstream";
import { buildChatChunk } from "@/lib/testing/scenario-upstream";
import { send, type Reply } from "@/lib/testing/send-http";
import type { MemoryGateway, MemoryGatewayOptions } from "@/lib/testing/start-memory-gateway";
import { startPublicGateway } from "./__fixtures__/start-public-gateway";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function startAt(baseUrl: string, options?: MemoryGatewayOptions): Promise<MemoryGateway> {
  const gateway = await startPublicGateway(baseUrl, options);
  cleanUps.push(gateway.close);
  return gateway;
}

async function startBehind(answer: (socket: Socket) => void, options?: MemoryGatewayOptions): Promise<MemoryGateway> {
  const upstream = await startRawUpstream(answer);
  cleanUps.push(upstream.close);
  return startAt(upstream.url, options);
}

const ask = (gateway: MemoryGateway, path = "/v1/chat/completions"): Promise<Reply> =>
  send(gateway.url, { path, headers: { authorization: `Bearer ${gateway.tokens.good}` } });
const recordOf = (gateway: MemoryGateway, reply: Reply) =>
  gateway.records.waitForEnd(String(reply.headers["x-diffract-call-id"]));

const ok = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const streamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const event = buildChatChunk("half an ans");

describe("an upstream that fails before its answer", () => {
  const hang = { limits: { upstreamHeadersTimeoutMs: 50 } };
  const say = (text: string) => (socket: Socket) => socket.end(text);
  const faults: [string, () => Promise<MemoryGateway>, number, string][] = [
    ["refuses", () => startAt("http://127.0.0.1:9"), 502, "upstream_unreachable"],
    ["has no address", () => startAt("http://nobody.invalid"), 502, "upstream_unreachable"],
    [
      "speaks no TLS",
      () => startBehind(say("")).then(({ url }) => startAt(url.replace("http", "https"))),
      502,
      "upstream_unreachable",
    ],
    ["resets", () => startBehind((socket) => socket.resetAndDestroy()), 502, "upstream_unreachable"],
    ["closes", () => startBehind(say("")), 502, "upstream_unreachable"],
    ["never answers", () => startBehind(() => undefined, hang), 504, "upstream_timeout"],
    ["speaks no HTTP", () => startBehind(say("SSH-2.0-OpenSSH_9\r\n\r\n")), 502, "upstream_malformed"],
    ["has a bad header", () => startBehind(say(`${ok}bad header\r\n\r\n`)), 502, "upstream_malformed"],
    [
      "has 2 MB of headers",
      () => startBehind(say(`${ok}x: ${"y".repeat(2_000_000)}\r\n\r\n`)),
      502,
      "upstream_malformed",
    ],
    [
      "has two lengths",
      () => startBehind(say(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`)),
      502,
      "upstream_malformed",
    ],
    [
      "changes the protocol",
      () => startBehind(say("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")),
      502,
      "upstream_unreachable",
    ],
    ["sends less than it said", () => startBehind(say(`${ok}content-length: 10\r\n\r\n{}`)), 502, "upstream_truncated"],
  ];

  it.each(faults)("%s", async (_name, start, status, code) => {
    const gateway = await start();
    for (const path of ["/v1/chat/completions", "/v1/messages"]) {
      const reply = await ask(gateway, path);
      expect(reply.status).toBe(status);
      expect(reply.headers["x-diffract-error"]).toBe(code);
      // A retry may help, so nothing is said against it.
      expect(reply.headers["x-should-retry"]).toBeUndefined();
      const body = JSON.parse(reply.body.toString()) as object;
      if (path === "/v1/messages")
        expect(body).toMatchObject({ type: "error", error: { type: status === 504 ? "timeout_error" : "api_error" } });
      else expect(body).toMatchObject({ error: { code, type: "server_error" } });
      expect(reply.body.toString()).not.toMatch(/127\.0\.0\.1|invalid|sk-/);
      const state = code === "upstream_truncated" ? code : "upstream_error";
      expect(await recordOf(gateway, reply)).toMatchObject({ state, reason: code, status });
    }
  });
});

describe("an upstream that answers in an odd but valid way", () => {
  const answers: [string, string, Partial<Reply>, string][] = [
    ["1xx first", `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ok}content-length: 2\r\n\r\n{}`, { status: 200 }, "{}"],
    ["no body", `${ok}content-length: 0\r\n\r\n`, { status: 200 }, ""],
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204 }, ""],
    ["a body that only the end of the connection ends", `${ok}\r\n{"a":1}`, { status: 200 }, '{"a":1}'],
    ["more than it said", `${ok}content-length: 2\r\n\r\n{}garbage`, { status: 200 }, "{}"],
    [
      "a redirect",
      "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:9/x\r\ncontent-length: 0\r\n\r\n",
      { status: 307, headers: { location: "http://127.0.0.1:9/x" } },
      "",
    ],
    ["a stream without [DONE]", `${streamHead}${chunk(event)}0\r\n\r\n`, { status: 200, isComplete: true }, event],
  ];

  it.each(answers)("%s", async (_name, raw, expected, body) => {
    const gateway = await startBehind((socket) => socket.end(raw));
    const reply = await ask(gateway);
    expect(reply).toMatchObject(expected);
    expect(reply.body.toString()).toBe(body);
    expect(reply.headers["x-diffract-error"]).toBeUndefined();
    expect((await recordOf(gateway, reply)).state).toBe("completed");
  });

  it.each([429, 500, 502, 503, 504, 529])("passes %i on as it came", async (status) => {
    const headers = {
      "retry-after": "7",
      "retry-after-ms": "7000",
      "x-ratelimit-reset-requests": "6m0s",
      "x-should-retry": "true",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const text = '{ "error" : {"message":"slow down"} }';
    const gateway = await startBehind((socket) => {
      socket.end(
        `HTTP/1.1 ${String(status)} No\r\n${lines.join("")}content-length: ${String(text.length)}\r\n\r\n${text}`,
      );
    });
    const reply = await ask(gateway);
    expect(reply).toMatchObject({ status, headers });
    expect(reply.headers["x-diffract-error"]).toBeUndefined();
    expect(reply.body.toString()).toBe(text);
    expect((await recordOf(gateway, reply)).state).toBe(status >= 500 ? "upstream_error" : "completed");
  });

  it("leaves half of a compressed answer as it is, and its encoding", async () => {
    const whole = gzipSync(Buffer.alloc(10_000, "abc"));
    const half = whole.subarray(0, whole.length / 2);
    const gateway = await startBehind((socket) => {
      socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${String(half.length)}\r\n\r\n`);
      socket.end(half);
    });
    const reply = await ask(gateway);
    expect(reply.headers["content-encoding"]).toBe("gzip");
    expect(reply.body.equals(half)).toBe(true);
  });
});

describe("a stream that upstream breaks off", () => {
  const ends: [string, (socket: Socket) => void][] = [
    ["with a reset", (socket) => setTimeout(() => socket.resetAndDestroy(), 20)],
    ["by closing", (socket) => socket.end()],
    ["with a bad chunk", (socket) => socket.end("zz\r\n")],
  ];
  const breakOff = (text: string, end: (socket: Socket) => void) => (socket: Socket) => {
    socket.write(`${streamHead}${chunk(text)}`, () => {
      end(socket);
    });
  };

  it.each(ends)("unread, %s: the client gets what came and no ending", async (_name, end) => {
    const gateway = await startBehind(breakOff(event, end));
    const reply = await ask(gateway);
    expect(reply.isComplete).toBe(false);
    expect(reply.body.toString()).toBe(event);
    expect(await recordOf(gateway, reply)).toMatchObject({
      state: "upstream_truncated",
      reason: "upstream_disconnected",
    });
  });

  const replaceText = (from: string): MemoryGatewayOptions => {
    const config = { pairs: [{ from, to: "***" }] };
    const policy: PolicyBinding = {
      id: "01900000-0000-7000-8000-00000000000a",
      policy: "replace-text",
      name: "Replace",
      version: 1,
      onFailure: "closed",
      config,
    };
    return { policies: [policy] };
  };

  it.each(ends)("changed, %s: the client gets what was decided, then an error of its dialect", async (_name, end) => {
    const gateway = await startBehind(breakOff(`${event}data: {"choices":[{"ind`, end), replaceText("half"));
    const reply = await ask(gateway);
    expect(reply.isComplete).toBe(false);
    const [first, last] = reply.body.toString().split("\n\n");
    expect(first).toContain('"*** an ans"');
    expect(JSON.parse(last?.replace("data: ", "") ?? "")).toMatchObject({
      error: { code: "upstream_truncated", type: "server_error" },
    });
    expect(reply.body.toString()).not.toContain("[DONE]");
    expect(await recordOf(gateway, reply)).toMatchObject({ state: "upstream_truncated" });
    const recorded = await gateway.records.bytesOf(String(reply.headers["x-diffract-call-id"]), "client_response");
    expect(recorded.equals(reply.body)).toBe(true);
  });

  it("read and not changed: not a byte is added", async () => {
    const text = `${event}data: {"choices":[{"ind`;
    const gateway = await startBehind(
      breakOff(text, (socket) => socket.end()),
      replaceText("nothing like it"),
    );
    expect((await ask(gateway)).body.toString()).toBe(text);
  });
});

describe("a gateway that must stop", () => {
  const forever = (text: string) => (socket: Socket) => socket.write(`${streamHead}${chunk(text)}`);
  const stopSoon = (gateway: MemoryGateway): void => {
    setTimeout(() => {
      gateway.gateway.stop();
    }, 50);
  };

  it.each([
    ["/v1/chat/completions", /^data: (\{"error":.*"code":"overloaded".*\})\n\n$/],
    ["/v1/responses", /^event: error\ndata: (\{"type":"error","code":"overloaded".*\})\n\n$/],
    ["/v1/messages", /^event: error\ndata: (\{"type":"error","error":\{"type":"overloaded_error".*\})\n\n$/],
  ])("ends an endless stream of %s with an error of its dialect", async (path, ending) => {
    const gateway = await startBehind(forever(event));
    stopSoon(gateway);
    const reply = await ask(gateway, path);
    expect(reply.body.toString().startsWith(event)).toBe(true);
    const words = reply.body.toString().slice(event.length);
    expect(words).toMatch(ending);
    JSON.parse(ending.exec(words)?.[1] ?? "");
    expect(reply.isComplete).toBe(false);
    expect(await recordOf(gateway, reply)).toMatchObject({ state: "interrupted", reason: "gateway_stopping" });
  });

  it("adds nothing in the middle of an event", async () => {
    const half = `${event}data: {"cho`;
    const gateway = await startBehind(forever(half));
    stopSoon(gateway);
    expect((await ask(gateway)).body.toString()).toBe(half);
  });

  it("answers a call that has no answer yet with 503, and when to come again", async () => {
    const gateway = await startBehind(() => undefined);
    stopSoon(gateway);
    const reply = await ask(gateway);
    expect(reply).toMatchObject({ status: 503, headers: { "retry-after": "1", "x-diffract-error": "overloaded" } });
    expect(await recordOf(gateway, reply)).toMatchObject({ state: "interrupted", reason: "gateway_stopping" });
  });
});
