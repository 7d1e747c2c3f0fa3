/** Streams that are written in unusual ways are read and edited like all others. */
import { describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { anthropicMessages } from "@/lib/core/dialects/anthropic-messages";
import type { DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import { openaiChat } from "@/lib/core/dialects/openai-chat";
import { openaiCompletions } from "@/lib/core/dialects/openai-completions";
import { openaiResponses } from "@/lib/core/dialects/openai-responses";
import { policyDefinitions } from "@/lib/policies/registry";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies, type StreamPolicies } from "./create-stream-policies";

const account = "1234-5678-9012";

function start(adapter: DialectAdapter, onFailure: PolicyBinding["onFailure"] = "open"): StreamPolicies {
  const binding = { id: "i", policy: "redact-personal-data", name: "Privacy", version: 1, onFailure, config: {} };
  const policies = compilePolicies([binding], policyDefinitions);
  return createStreamPolicies({ adapter, policies, context: testContext, now: () => 0 });
}

/** What leaves, the same in chunks of every size. */
function send(adapter: DialectAdapter, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const whole = replayStream(start(adapter), bytes).toString();
  for (const size of [1, 2, 3, 7, 64]) expect(replayStream(start(adapter), bytes, size).toString()).toBe(whole);
  return whole;
}

const chat = (choice: object): string => JSON.stringify({ id: "c", choices: [{ index: 0, ...choice }] });
const words = (content: string): string => chat({ delta: { content } });

describe("awkward framing", () => {
  it.each([
    ["CRLF", `data: ${words(account)}\r\n\r\ndata: [DONE]\r\n\r\n`],
    ["CR", `data: ${words(account)}\r\rdata: [DONE]\r\r`],
    ["a byte order mark", `\ufeffdata: ${words(account)}\n\n`],
    ["no space after the colon", `data:${words(account)}\n\n`],
    ["a tab and spaces before the value", `data:  \t ${words(account)}  \n\n`],
    ["no blank line at the end", `data: ${words(account)}`],
    ["a comment before it", `: OPENROUTER "PROCESSING"\n\n: {"choices":\ndata: ${words(account)}\n\n`],
    ["id and retry", `id: 7\nretry: 10\ndata: ${words(account)}\nid: "x\n\n`],
    ["junk", `error: {"detail":"no"}\n\nnonsense\ndata: ${words(account)}\n\n`],
    ["a name after the data", `data: ${words(account)}\nevent: "chunk\n\n`],
    ["no array of one", `data: ${JSON.stringify({ choices: [{ delta: { content: account } }] })}\n\n`],
    ["content as an array", `data: ${chat({ delta: { content: [{ type: "text", text: account }] } })}\n\n`],
    [
      "thinking as an array",
      `data: ${chat({ delta: { content: [{ type: "thinking", thinking: [{ type: "text", text: account }] }] } })}\n\n`,
    ],
    [
      "tool calls without index",
      `data: ${chat({ delta: { tool_calls: [{ id: "a", function: { arguments: `{"n":"${account}"}` } }] } })}\n\n`,
    ],
  ])("is left as it is but for the edit: %s", (_name, text) => {
    expect(send(openaiChat, text)).toBe(text.replace(account, "[REDACTED]"));
  });

  it("is left as it is where the JSON spans lines", () => {
    const lines = JSON.stringify(JSON.parse(words(account)), null, 2).split("\n");
    for (const separator of ["\n", "\r\n", "\r"]) {
      const fields = lines.flatMap((line, index) => [
        index % 2 === 0 ? `data: ${line}` : `data:${line}`,
        ': {"a',
        'id: "]',
      ]);
      const text = `${fields.join(separator)}${separator}${separator}`;
      expect(send(openaiChat, text)).toBe(text.replace(account, "[REDACTED]"));
    }
  });
});

describe("values that events split", () => {
  const event = (data: string): string => `data: ${data}\n\n`;
  const finish = event(chat({ delta: {}, finish_reason: "stop" }));

  it("are caught across a finish reason", () => {
    const out = send(
      openaiChat,
      `${event(words("it is 1234-5678"))}${finish}${event(words("-9012 ok"))}data: [DONE]\n\n`,
    );
    expect(out).toBe(`${event(words("it is [REDACTED]"))}${finish}${event(words(" ok"))}data: [DONE]\n\n`);
  });

  it("are broken up across [DONE], after which nothing can be taken back", () => {
    const out = send(openaiChat, `${event(words("it is 1234-5678"))}data: [DONE]\n\n${event(words("-9012 ok"))}`);
    expect(out).toBe(`${event(words("it is 1234-5678"))}data: [DONE]\n\n${event(words("[REDACTED] ok"))}`);
  });

  it("are broken up where others speak for long in between", () => {
    const others = event(chat({ delta: { reasoning: "hm, " } })).repeat(12);
    const out = send(openaiChat, `${event(words("it is 1234-5678"))}${others}${event(words("-9012 ok"))}`);
    expect(out).toContain('"[REDACTED] ok"');
    expect(out).not.toContain("-9012");
  });

  it("are caught in each of several choices, prompts and reasoning fields", () => {
    const piece = (index: number, text: string): string => event(JSON.stringify({ choices: [{ index, text }] }));
    const out = send(
      openaiCompletions,
      [piece(3, "1234-5678"), piece(0, "1234-"), piece(3, "-9012 "), piece(0, "5678-9012 ")].join(""),
    );
    expect(out).toBe([piece(3, "[REDACTED]"), piece(0, "[REDACTED]"), piece(3, " "), piece(0, " ")].join(""));
    for (const key of ["content", "refusal", "reasoning", "reasoning_content"]) {
      const text = [`{"${key}":"1234-56"}`, `{"${key}":"78-9012."}`]
        .map((delta) => event(`{"choices":[{"index":0,"delta":${delta}}]}`))
        .join("");
      expect(send(openaiChat, text)).toBe(text.replace("1234-56", "[REDACTED]").replace("78-9012.", "."));
    }
  });
});

describe("streams of other shapes", () => {
  it("a Responses stream of one event is edited in all its texts", () => {
    const part = { type: "output_text", text: `a ${account} b`, annotations: [] };
    const output = [
      { type: "reasoning", summary: [{ type: "summary_text", text: account }] },
      { type: "message", role: "assistant", content: [part] },
      { type: "function_call", name: "f", arguments: `{"n":"${account}"}` },
    ];
    const response = { id: "r", object: "response", status: "completed", output };
    const text = `event: response.completed\ndata: ${JSON.stringify({ type: "response.completed", response })}\n\n`;
    expect(send(openaiResponses, text)).toBe(text.replaceAll(account, "[REDACTED]"));
  });

  it("a message that proxies started twice is edited in both", () => {
    const events = [
      { type: "message_start", message: { id: "m", content: [] } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: `${account} ` } },
      { type: "content_block_stop", index: 0 },
    ];
    const once = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    expect(send(anthropicMessages, once + once)).toBe((once + once).replaceAll(account, "[REDACTED]"));
  });

  it("signed thinking stays, server tools and citations too", () => {
    const events = [
      { type: "message_start", message: { id: "m", content: [] } },
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: `${account} ` } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "redacted_thinking", data: account } },
      { type: "content_block_stop", index: 1 },
      { type: "message_stop" },
    ];
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    expect(send(anthropicMessages, text)).toBe(text);
  });

  it.each([
    ["open", `{"choices":[{"index":0,"delta":{"content":"x","content":"${account}"}}]}`],
    ["closed", `{"choices":[{"index":0,"delta":{"content":"${account}","content":"x"}}]}`],
  ] as const)("an event with a key twice fails all policies: %s", (onFailure, data) => {
    const stream = start(openaiChat, onFailure);
    const out = replayStream(stream, new TextEncoder().encode(event(data))).toString();
    expect(out.includes(account)).toBe(onFailure === "open");
    expect(stream.steps()).toMatchObject([{ outcome: `failed-${onFailure}` }]);
    expect(stream.steps()[0]?.reason).toContain("key twice");
  });

  const event = (data: string): string => `data: ${data}\n\n`;
});
