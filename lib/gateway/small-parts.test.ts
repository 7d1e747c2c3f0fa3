import { describe, expect, it, vi } from "vitest";
import { ByteQueue } from "./byte-queue";
import { checkTarget } from "./check-target";
import { buildClientHeaders, buildUpstreamHeaders } from "./forward-headers";
import { toRecordedHeaders } from "./raw-headers";
import { createRejectionBudget } from "./rejection-budget";
import { readTraceContext } from "./trace-context";

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

describe("ByteQueue", () => {
  it("pauses at the mark, resumes at half of it, and delivers everything in order before an error", async () => {
    const hooks = { onFull: vi.fn(), onDrained: vi.fn(), onAbandoned: vi.fn() };
    const queue = new ByteQueue(4, hooks);
    for (const byte of [1, 2, 3, 4]) queue.push(Uint8Array.of(byte));
    queue.fail(new Error("cut"));
    expect(hooks.onFull).toHaveBeenCalledOnce();
    const seen: number[] = [];
    await expect(queue.flow((chunk) => seen.push(chunk[0] ?? 0) > 0)).rejects.toThrow("cut");
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(hooks.onDrained).toHaveBeenCalledOnce();
  });

  it("tells the producer when the consumer stops early", async () => {
    const hooks = { onFull: vi.fn(), onDrained: vi.fn(), onAbandoned: vi.fn() };
    const queue = new ByteQueue(4, hooks);
    queue.push(Uint8Array.of(1));
    await queue.flow((chunk) => {
      expect(chunk).toHaveLength(1);
      return false;
    });
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
