import { describe, expect, it, vi } from "vitest";
import { ByteQueue } from "./byte-queue";
import { readCallAttributes } from "./call-attributes";
import { checkTarget } from "./check-target";
import { buildClientHeaders, buildUpstreamHeaders } from "./forward-headers";
import { indexHeaders, toRecordedHeaders } from "./raw-headers";
import { createRejectionBudget } from "./rejection-budget";
import { resolveUpstream } from "./resolve-upstream";
import { readTraceContext } from "./trace-context";

const provider = {
  id: "openai",
  title: "OpenAI",
  dialects: ["openai"] as const,
  defaultBaseUrl: "https://upstream.example",
  authenticate: (key: string) => [["authorization", `Bearer ${key}`]] as [string, string][],
};

describe("checkTarget", () => {
  it("splits path and query", () => {
    expect(checkTarget("/v1/messages?beta=true&x=%2e")).toEqual({ path: "/v1/messages", query: "?beta=true&x=%2e" });
  });

  it.each([
    "/v1/../x",
    "/v1/%2e%2e/x",
    "/v1/a%2Fb",
    "/v1/%zz",
    "/v1//x",
    "/v1/a\\b",
    "/v1/a;b",
    "v1/x",
    "/v1/%00",
    "/v1/.",
  ])("refuses %s", (target) => {
    expect(() => checkTarget(target)).toThrow("not valid");
  });
});

describe("forwarded headers", () => {
  it("keeps order, spelling and repetition of what passes, and drops what must not", () => {
    const sent = [
      "OpenAI-Beta",
      "a",
      "Host",
      "h",
      "Authorization",
      "Bearer dfr_x",
      "OpenAI-Beta",
      "b",
      "X-Diffract-Tag",
      "k=v",
      "Connection",
      "X-Hop",
      "X-Hop",
      "1",
      "X-Forwarded-For",
      "1.2.3.4",
      "cookie",
      "c",
    ];
    expect(buildUpstreamHeaders(sent, [["authorization", "Bearer sk"]])).toEqual([
      "OpenAI-Beta",
      "a",
      "OpenAI-Beta",
      "b",
      "accept-encoding",
      "identity",
      "authorization",
      "Bearer sk",
    ]);
  });

  it("drops from answers what belongs to one connection or another origin", () => {
    const got = [
      "X-Request-Id",
      "r",
      "Content-Length",
      "5",
      "Transfer-Encoding",
      "chunked",
      "Set-Cookie",
      "a",
      "X-Diffract-Policy",
      "fake",
    ];
    expect(buildClientHeaders(got, false)).toEqual(["X-Request-Id", "r", "Content-Length", "5"]);
    expect(buildClientHeaders(got, true)).toEqual(["X-Request-Id", "r"]);
  });

  it("records names of secret headers and never their values", () => {
    expect(toRecordedHeaders(["Authorization", "Bearer dfr_secret", "x-api-key", "sk-1", "Accept", "*/*"])).toEqual([
      ["Authorization", "Bearer ••••"],
      ["x-api-key", "••••"],
      ["Accept", "*/*"],
    ]);
  });
});

describe("readTraceContext", () => {
  it("continues a valid parent and starts anew otherwise", () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    expect(readTraceContext(`00-${trace}-00f067aa0ba902b7-01`)).toMatchObject({
      traceId: trace,
      parentSpanId: "00f067aa0ba902b7",
    });
    for (const bad of [
      undefined,
      "",
      "junk",
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
      `ff-${trace}-00f067aa0ba902b7-01`,
    ]) {
      const made = readTraceContext(bad);
      expect(made.parentSpanId).toBeNull();
      expect(made.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(made.spanId).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});

describe("resolveUpstream", () => {
  const project = (baseUrl: string | null) => ({
    id: "p",
    name: "p",
    isActive: true,
    policies: [],
    upstreams: [{ dialect: "openai" as const, provider: "openai", baseUrl, credential: "sk" }],
  });
  const place = { upstreamPath: "/v1/models", query: "?a=1" };

  it.each([
    [null, "https://upstream.example", "/v1/models?a=1"],
    ["https://host/v1", "https://host", "/v1/models?a=1"],
    ["https://host/v1/", "https://host", "/v1/models?a=1"],
    ["http://host:8080/openai/v1", "http://host:8080", "/openai/v1/models?a=1"],
    ["http://host/base/", "http://host", "/base/v1/models?a=1"],
  ])("reads the base URL %s with or without /v1", (baseUrl, origin, path) => {
    expect(resolveUpstream(project(baseUrl), "openai", place, new Map([["openai", provider]]))).toMatchObject({
      origin,
      path,
    });
  });

  it("says which dialect has no upstream", () => {
    expect(() => resolveUpstream(project(null), "anthropic", place, new Map())).toThrow("no Anthropic upstream");
  });
});

describe("readCallAttributes", () => {
  const read = (raw: string[], body: unknown) => readCallAttributes(raw, indexHeaders(raw), body as never);

  it("reads our headers before what clients send by themselves", () => {
    const raw = [
      "X-Diffract-Session",
      "s1",
      "x-diffract-user",
      "ann",
      "x-diffract-agent",
      "coder",
      "x-diffract-task",
      "t",
      "x-diffract-tag",
      "team=a=b",
      "x-diffract-tag",
      "env=dev",
    ];
    expect(read(raw, { model: "m", stream: true, user: "bob" })).toEqual({
      model: "m",
      is_streaming: true,
      session_id: "s1",
      user_id: "ann",
      agent: "coder",
      task: "t",
      tags: { team: "a=b", env: "dev" },
    });
  });

  it("understands what Claude Code packs into metadata.user_id", () => {
    const json = JSON.stringify({ device_id: "d", account_uuid: "acc", session_id: "sess" });
    expect(read([], { metadata: { user_id: json } })).toMatchObject({ user_id: "acc", session_id: "sess" });
    const packed = "user_abc_account__session_01900000-0000-7000-8000-000000000001";
    expect(read([], { metadata: { user_id: packed } })).toMatchObject({
      session_id: "01900000-0000-7000-8000-000000000001",
    });
  });

  it("survives bodies of any shape and strips control characters", () => {
    for (const body of [null, [], "x", 5, { model: {}, metadata: [], user: 7 }])
      expect(read([], body).user_id).toBeNull();
    expect(read(["x-diffract-user", "a\u0007b"], null).user_id).toBe("ab");
  });
});

describe("ByteQueue", () => {
  it("pauses at the mark, resumes at half of it, and delivers everything in order before an error", async () => {
    const hooks = { onFull: vi.fn(), onDrained: vi.fn(), onAbandoned: vi.fn() };
    const queue = new ByteQueue(4, hooks);
    for (const byte of [1, 2, 3, 4]) queue.push(Uint8Array.of(byte));
    queue.fail(new Error("cut"));
    expect(hooks.onFull).toHaveBeenCalledOnce();
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const chunk of queue) seen.push(chunk[0] ?? 0);
      })(),
    ).rejects.toThrow("cut");
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(hooks.onDrained).toHaveBeenCalledOnce();
  });

  it("tells the producer when the consumer stops early", async () => {
    const hooks = { onFull: vi.fn(), onDrained: vi.fn(), onAbandoned: vi.fn() };
    const queue = new ByteQueue(4, hooks);
    queue.push(Uint8Array.of(1));
    for await (const chunk of queue) {
      expect(chunk).toHaveLength(1);
      break;
    }
    expect(hooks.onAbandoned).toHaveBeenCalledOnce();
  });
});

describe("createRejectionBudget", () => {
  it("lets so many through per second and counts the rest", () => {
    let at = 0;
    const budget = createRejectionBudget(2, () => at);
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
    at = 1000;
    expect(budget.take()).toBe(true);
    expect(budget.refused()).toBe(1);
  });
});
