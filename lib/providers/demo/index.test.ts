import { describe, expect, it, vi } from "vitest";
import fastCheck from "fast-check";
import type { UpstreamRequest } from "@/lib/core/contracts/provider";
import { describeProvider } from "@/lib/testing/describe-provider";
import { answerRequest } from "./answer-request";
import { demoProvider } from "./index";
import { splitTokens } from "./split-tokens";

describeProvider(demoProvider, "demo");

function createRequest(model: string, signal: AbortSignal): UpstreamRequest {
  const body = { model, stream: true, messages: [{ role: "user", content: "What's my account number?" }] };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { method: "POST", target: "/v1/chat/completions?a=b", headers: [], body: bytes, signal };
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) text += decoder.decode(bytes);
  return text;
}

describe("the demo model", () => {
  it.each(["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings"])(
    "refuses a body of %s that is nested too deeply as the vendor refuses bad ones",
    async (target) => {
      const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const body = new TextEncoder().encode(`{"model":"demo-fast","messages":${nested},"input":${nested}}`);
      const request = { ...createRequest("demo-fast", new AbortController().signal), target, body };
      expect((await answerRequest(request)).status).toBe(400);
    },
  );

  it("answers the same request with the same bytes", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 });
    const { signal } = new AbortController();
    const first = await readAll((await answerRequest(createRequest("demo-fast", signal))).body);
    const second = await readAll((await answerRequest(createRequest("demo-fast", signal))).body);
    vi.useRealTimers();
    expect(first).toBe(second);
    expect(first.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("writes at a model's pace", async () => {
    const startedAt = performance.now();
    const { body } = await answerRequest(createRequest("demo", new AbortController().signal));
    const arrivals: number[] = [];
    for await (const bytes of body) if (bytes.length > 0) arrivals.push(performance.now() - startedAt);
    expect(arrivals[0]).toBeGreaterThan(110);
    expect(arrivals[0]).toBeLessThan(2_000);
    expect(arrivals.at(-1)! - arrivals[0]!).toBeGreaterThan(150);
  });

  it("stops at once when aborted, before and during the answer", async () => {
    const early = new AbortController();
    const waiting = answerRequest(createRequest("demo-slow", early.signal));
    early.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");

    const late = new AbortController();
    const { body } = await answerRequest(createRequest("demo", late.signal));
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    const abortedAt = performance.now();
    const next = iterator.next();
    late.abort(new Error("gone"));
    await expect(next).rejects.toThrow("gone");
    expect(performance.now() - abortedAt).toBeLessThan(100);
  });

  it("leaves no timer behind", async () => {
    vi.useFakeTimers();
    const abort = new AbortController();
    const waiting = answerRequest(createRequest("demo-slow", abort.signal));
    for (let turn = 0; turn < 50 && vi.getTimerCount() === 0; turn++) await Promise.resolve();
    expect(vi.getTimerCount()).toBe(1);
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("cuts texts into pieces that add up", () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.string({ unit: "binary" }), (text) => {
        expect(splitTokens(text).join("")).toBe(text);
      }),
    );
  });
});
