/** That no call keeps the event loop from the others, and that a policy that is too slow fails with a reason. */
import { describe, expect, it } from "vitest";
import { definePolicy, type AnyPolicyDefinition, type PolicyBinding } from "@/lib/core/contracts/policy";
import { openaiChat } from "@/lib/core/dialects/openai-chat";
import { openaiResponses } from "@/lib/core/dialects/openai-responses";
import type { DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import { policyDefinitions } from "@/lib/policies/registry";
import { frameChatStream } from "@/lib/testing/stream-frames";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { z } from "zod";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies, type StreamPolicies } from "./create-stream-policies";
import { runRequestPolicies } from "./run-request-policies";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function bind(policy: string, config: unknown, onFailure: PolicyBinding["onFailure"] = "open"): PolicyBinding {
  return { id: policy, policy, name: policy, version: 1, onFailure, config };
}

/** A clock that stands still but for the work that a policy pretends to do: a second for each piece. */
function createClock(): { readonly now: () => number; readonly slow: AnyPolicyDefinition } {
  let time = 0;
  let length = 0;
  const push = (text: string) => {
    time += 1000;
    return { decidedTo: (length += text.length), edits: [] };
  };
  const create = () => ({ createScanner: () => ({ push, end: () => push("") }) });
  const about = { version: "1.0.0", title: "t", description: "d", examples: [], config: z.unknown() };
  return { now: () => time, slow: definePolicy({ id: "slow", ...about, create }) };
}

/** A clock by which every look at it takes a while: all work is long. */
function createHurriedClock(): () => number {
  let time = 0;
  return () => (time += 4);
}

const redaction = bind("redact-personal-data", { where: "both" });

function open(adapter: DialectAdapter, now: () => number): StreamPolicies {
  return createStreamPolicies({
    adapter,
    policies: compilePolicies([redaction], policyDefinitions),
    context: testContext,
    now,
  });
}

describe("the work of policies", () => {
  it("on a long body is done in stretches, and is the same", async () => {
    const text = `${"1-".repeat(200_000)} mail ada@example.com `.repeat(2);
    const body = encode(JSON.stringify({ messages: [{ role: "user", content: text }] }));
    const policies = compilePolicies([redaction], policyDefinitions);
    const run = runRequestPolicies({
      body,
      adapter: openaiChat,
      policies,
      context: testContext,
      now: createHurriedClock(),
    });
    expect(run).toBeInstanceOf(Promise);
    const turns = { count: 0, isOver: false };
    const turn = (): void => {
      turns.count++;
      if (!turns.isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const { bytes, steps } = await run;
    turns.isOver = true;
    expect(turns.count).toBeGreaterThan(10);
    expect(steps).toMatchObject([{ outcome: "changed" }]);
    expect(Buffer.from(bytes).toString()).toBe(
      Buffer.from(body).toString().replaceAll("ada@example.com", "[REDACTED]"),
    );
  });

  it.each([
    ["open", "failed-open", false],
    ["closed", "failed-closed", true],
  ] as const)("that takes too long fails %s", async (onFailure, outcome, isBlocked) => {
    const { now, slow } = createClock();
    const policies = compilePolicies([bind("slow", {}, onFailure)], [slow]);
    const body = encode(JSON.stringify({ messages: [{ role: "user", content: "word ".repeat(20_000) }] }));
    const { steps, block } = await runRequestPolicies({
      body,
      adapter: openaiChat,
      policies,
      context: testContext,
      now,
    });
    expect(steps).toMatchObject([{ outcome, reason: "The policy took too long for a text of this size." }]);
    expect(block?.isFailure === true).toBe(isBlocked);
  });

  it("that takes too long in a stream fails, and nothing of the stream is lost", () => {
    const { now, slow } = createClock();
    const policies = compilePolicies([bind("slow", {})], [slow]);
    const stream = createStreamPolicies({ adapter: openaiChat, policies, context: testContext, now });
    const bytes = frameChatStream(["one ", "two ", "three ", "four ", "five "]);
    expect(replayStream(stream, bytes).equals(bytes)).toBe(true);
    expect(stream.steps()).toMatchObject([{ outcome: "failed-open" }]);
  });

  it("on one huge event is done in stretches", () => {
    const text = `${"1-".repeat(100_000)} ada@example.com `;
    const output = [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }];
    const event = JSON.stringify({ type: "response.completed", response: { id: "r", object: "response", output } });
    const stream = open(openaiResponses, createHurriedClock());
    const out = [...stream.push(encode(`event: response.completed\ndata: ${event}\n\n`))];
    let turns = 0;
    for (; stream.isBusy(); turns++) out.push(...stream.resume());
    out.push(...stream.end());
    for (; stream.isBusy(); turns++) out.push(...stream.resume());
    expect(turns).toBeGreaterThan(2);
    expect(Buffer.concat(out).toString()).toContain("- [REDACTED] ");
  });

  it("on many events of one character is bounded in what it holds", () => {
    const event = (content: string): string =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
    for (const unit of ["1", "a"]) {
      const stream = open(openaiChat, () => 0);
      const bytes = encode(event(unit).repeat(30_000));
      let left = 0;
      const out = [...stream.push(bytes)];
      for (const piece of out) left += piece.length;
      expect(bytes.length - left).toBeLessThan(100 * event(unit).length);
      for (const piece of stream.end()) left += piece.length;
      expect(left).toBe(bytes.length);
    }
  });

  it("gives up on an event without end, and passes it unread", () => {
    const stream = open(openaiChat, () => 0);
    const chunk = encode("data: ".padEnd(1024 * 1024, "x"));
    let size = 0;
    for (let index = 0; index < 70; index++) for (const piece of stream.push(chunk)) size += piece.length;
    for (const piece of stream.end()) size += piece.length;
    expect(size).toBe(70 * chunk.length);
    expect(stream.steps()).toMatchObject([{ outcome: "failed-open" }]);
    expect(stream.steps()[0]?.reason).toContain("larger than");
  });
});
