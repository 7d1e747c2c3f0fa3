import { describe, expect, it } from "vitest";
import type { Cost, Usage } from "../contracts/call";
import { buildCallDetail } from "@/lib/testing/build-call-detail";
import { unknownUsage } from "../usage/read-usage";
import type { Consequence } from "./consequence";
import { findConsequences } from "./find-consequences";

const find = (original: unknown, final: unknown, extra: { usage?: Usage; cost?: Cost | null } = {}): Consequence[] =>
  findConsequences(buildCallDetail({ request: { original, final }, usage: unknownUsage, ...extra }));
const kinds = (found: readonly Consequence[]): string[] => found.map(({ kind }) => kind);
const user = (content: unknown) => ({ role: "user", content });
const reported = (input: number, cached?: number): Usage => ({
  ...unknownUsage,
  input_tokens: input,
  source: "reported",
  input_details: cached === undefined ? {} : { cached_tokens: cached },
});
const cost: Cost = {
  amount: "0.001",
  currency: "USD",
  source: "project",
  items: [
    { item: "input", quantity: "100", price: "2", per: 1_000_000, amount: "0.0002" },
    { item: "cached_input", quantity: "100", price: "0.2", per: 1_000_000, amount: "0.00002" },
  ],
};

describe("findConsequences", () => {
  it("says nothing where nothing was changed, or there is nothing to compare", () => {
    const body = { messages: [user("a")] };
    expect(find(body, body)).toEqual([]);
    expect(find(body, structuredClone(body))).toEqual([]);
    expect(find(body, null)).toEqual([]);
    expect(find("text", [1])).toEqual([]);
  });

  it("estimates tokens from the text, says so, and says when a price is unknown", () => {
    const found = find({ messages: [user("x".repeat(400))] }, { messages: [user("x")] }, { cost: null });
    const tokens = found.find(({ kind }) => kind === "tokens");
    expect(tokens).toMatchObject({ title: "About 100 fewer input tokens", isEstimated: true });
    expect(tokens?.detail).toContain("length of the text");
    expect(tokens?.detail).toContain("unknown");
  });

  it("scales by the provider's own count, and prices by the call's own bill", () => {
    const [before, after] = [{ messages: [user("word ".repeat(400))] }, { messages: [user("word ".repeat(200))] }];
    const length = JSON.stringify(after.messages[0]).length;
    const found = find(before, after, { usage: reported(length / 2), cost });
    const tokens = found.find(({ kind }) => kind === "tokens");
    expect(tokens?.title).toBe("About 500 fewer input tokens, about $0.001 less for this call");
    expect(tokens?.detail).toContain("provider's count");
  });

  it("does not scale by counts that are not about text", () => {
    const found = find({ messages: [user("x".repeat(400))] }, { messages: [user("")] }, { usage: reported(90_000) });
    expect(found.find(({ kind }) => kind === "tokens")?.title).toBe("About 100 fewer input tokens");
  });

  it("measures the lost cache prefix in the order in which providers read the prompt", () => {
    const tools = [{ name: "t", description: "d".repeat(8_000) }];
    const original = { messages: [user("a".repeat(4_000)), user("last")], tools, system: "s" };
    const late = find(original, { ...original, messages: [original.messages[0], user("LAST")] });
    const early = find(original, { ...original, tools: [{ name: "u", description: "d".repeat(8_000) }] });
    expect(late.find(({ kind }) => kind === "cache-prefix")?.severity).toBe("info");
    const lost = early.find(({ kind }) => kind === "cache-prefix");
    expect(lost?.severity).toBe("warning");
    expect(Number(/About ([\d,]+) of/.exec(lost?.title ?? "")?.[1]?.replace(",", ""))).toBeGreaterThan(3_000);
  });

  it("prices the lost prefix, and shows what the provider read from its cache all the same", () => {
    const [before, after] = [{ messages: [user("a".repeat(8_000))] }, { messages: [user("b".repeat(8_000))] }];
    const prefix = find(before, after, { usage: reported(2_007, 1_500), cost }).find(
      (one) => one.kind === "cache-prefix",
    );
    expect(prefix?.detail).toMatch(/cost about \$0\.003\d* more/);
    expect(prefix?.detail).toContain("read 1,500 tokens from its cache");
  });

  it("says nothing of a cache for a change outside of the prompt", () => {
    const body = { messages: [user("a")], temperature: 1 };
    expect(find(body, { ...body, temperature: 0 })).toEqual([]);
  });

  it("names the first changed byte when it is known", () => {
    const body = { messages: [user("a")] };
    const call = buildCallDetail({ request: { original: body, final: { messages: [user("b")] } } });
    const found = findConsequences(call, { at: 12, of: 1_034 }).find(({ kind }) => kind === "first-byte");
    expect(found?.title).toBe("The first changed byte of the request is 12 of 1,034");
    expect(found?.isEstimated).toBe(false);
  });
});

describe("signed thinking", () => {
  const thinking = { type: "thinking", thinking: "because", signature: "sig-1" };
  const with1 = (block: unknown) => ({
    messages: [user("a"), { role: "assistant", content: [block, { type: "text", text: "b" }] }],
  });
  const sealed = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "sealed" };

  it("warns when its text, its signature or all of it changed, and where", () => {
    for (const block of [
      { ...thinking, thinking: "[GONE]" },
      { ...thinking, signature: "x" },
      { type: "text", text: "" },
    ]) {
      const [warning] = find(with1(thinking), with1(block));
      expect(warning).toMatchObject({ kind: "signature", severity: "warning", path: "messages[1].content[0]" });
    }
  });

  it("knows sealed thinking and encrypted reasoning", () => {
    const redacted = { type: "redacted_thinking", data: "abc" };
    expect(kinds(find(with1(redacted), with1({ ...redacted, data: "abd" })))).toContain("signature");
    expect(kinds(find({ input: [sealed] }, { input: [{ ...sealed, encrypted_content: "x" }] }))).toContain("signature");
  });

  it("does not warn when only what stands beside it changed", () => {
    const other = { messages: [user("CHANGED"), with1(thinking).messages[1]] };
    expect(kinds(find(with1(thinking), other))).not.toContain("signature");
  });

  it("warns of answers too: clients send them back", () => {
    const response = { original: { content: [thinking] }, final: { content: [{ ...thinking, thinking: "x" }] } };
    const [warning] = findConsequences(buildCallDetail({ response }));
    expect(warning).toMatchObject({ kind: "signature", path: "content[0]" });
    expect(warning?.detail).toContain("next turn");
  });
});

describe("tool pairs", () => {
  const anthropic = (call: unknown, result: unknown) => ({
    messages: [
      { role: "assistant", content: [{ type: "text", text: "t" }, call] },
      { role: "user", content: [result] },
    ],
  });
  const use = { type: "tool_use", id: "tu_1", name: "f", input: {} };
  const result = { type: "tool_result", tool_use_id: "tu_1", content: "ok" };
  const chatCall = {
    role: "assistant",
    tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
  };
  const chatResult = { role: "tool", tool_call_id: "c1", content: "ok" };
  const titles = (found: readonly Consequence[]) =>
    found.filter(({ kind }) => kind === "tool-pairing").map(({ title, path }) => [title, path]);

  it("warns of a result without its call, in all three dialects", () => {
    const lost = "A tool result lost its call";
    const gone = { type: "text", text: "[REMOVED]" };
    expect(titles(find(anthropic(use, result), anthropic(gone, result)))).toEqual([[lost, "messages[1].content[0]"]]);
    expect(titles(find({ messages: [chatCall, chatResult] }, { messages: [chatResult] }))).toEqual([
      [lost, "messages[0]"],
    ]);
    const item = { type: "function_call", call_id: "k", id: "fc", name: "f", arguments: "{}" };
    const output = { type: "function_call_output", call_id: "k", output: "ok" };
    expect(titles(find({ input: [item, output] }, { input: [output] }))).toEqual([[lost, "input[0]"]]);
  });

  it("warns of a call without its result, and of both when an id was changed", () => {
    const found = titles(find({ messages: [chatCall, chatResult] }, { messages: [chatCall] }));
    expect(found).toEqual([["A tool call lost its result", "messages[0].tool_calls[0]"]]);
    const renamed = titles(find(anthropic(use, result), anthropic({ ...use, id: "tu_2" }, result)));
    expect(renamed).toEqual([["A tool result lost its call", "messages[1].content[0]"]]);
  });

  it("does not blame policies for what was broken before them, nor for calls still waiting for a result", () => {
    const broken = { messages: [chatResult, user("a")] };
    expect(titles(find(broken, { messages: [chatResult, user("b")] }))).toEqual([]);
    const waiting = { messages: [user("a"), chatCall] };
    expect(titles(find(waiting, { messages: [user("b"), chatCall] }))).toEqual([]);
  });
});
