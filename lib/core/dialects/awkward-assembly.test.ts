/** What providers and proxies really send, put together all the same. */
import { describe, expect, it } from "vitest";
import { decodeSse } from "../sse/decode-sse";
import { anthropicMessages } from "./anthropic-messages";
import type { AssembledStream, DialectAdapter, Json } from "./dialect-adapter";
import { openaiChat } from "./openai-chat";
import { openaiResponses } from "./openai-responses";

const assemble = (adapter: DialectAdapter, text: string): AssembledStream =>
  adapter.assembleStream(decodeSse(new TextEncoder().encode(text)));
const lines = (events: readonly Json[]): string => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const chunk = (delta: Json, rest: object = {}): Json => ({
  id: "c",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta, finish_reason: null }],
  ...rest,
});
const stop = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const hello = JSON.stringify(chunk({ role: "assistant", content: "Hello" }));

describe("chat", () => {
  it.each([
    ["CRLF", `data: ${hello}\r\n\r\ndata: ${JSON.stringify(stop)}\r\n\r\ndata: [DONE]\r\n\r\n`],
    ["CR", `data: ${hello}\r\rdata: ${JSON.stringify(stop)}\r\r`],
    ["a byte order mark", `\ufeffdata: ${hello}\n\ndata: ${JSON.stringify(stop)}\n\n`],
    [
      "junk lines and comments",
      `: wait\n\nerror: {"detail":"x"}\ndata: ${hello}\n\n<html>\n\ndata: ${JSON.stringify(stop)}\n\n`,
    ],
    ["no blank line at the end", `data: ${hello}\n\ndata: ${JSON.stringify(stop)}`],
    ["a space after the end", `data: ${hello}\n\ndata: ${JSON.stringify(stop)}\n\ndata: [DONE] \n\n`],
    [
      "several lines",
      `${JSON.stringify(JSON.parse(hello), null, 1).replaceAll(/^/gm, "data: ")}\n\ndata: ${JSON.stringify(stop)}\n\n`,
    ],
  ])("with %s", (_name, text) => {
    const { body, isComplete } = assemble(openaiChat, text);
    expect(body).toMatchObject({ id: "c", choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] });
    expect(isComplete).toBe(true);
  });

  it("with content in parts, thinking and text apart", () => {
    const part = (type: string, text: string): Json =>
      chunk({ content: [type === "text" ? { type, text } : { type, thinking: [{ type: "text", text }] }] });
    const { body } = assemble(
      openaiChat,
      lines([part("thinking", "Hm"), part("thinking", "m"), part("text", "He"), chunk({ content: "llo" })]),
    );
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "Hmm" }] },
      { type: "text", text: "Hello" },
    ];
    expect(body).toMatchObject({ choices: [{ message: { content } }] });
  });

  it("with tool calls that have no index", () => {
    const call = (id: string | null, args: string): Json =>
      chunk({
        tool_calls: [{ ...(id !== null && { id, type: "function" }), function: { name: id ?? "", arguments: args } }],
      });
    const { body } = assemble(openaiChat, lines([call("a", '{"x"'), call(null, ":1}"), call("b", "{}")]));
    const tool_calls = [
      { id: "a", function: { name: "a", arguments: '{"x":1}' } },
      { id: "b", function: { arguments: "{}" } },
    ];
    expect(body).toMatchObject({ choices: [{ message: { tool_calls } }] });
  });

  it("with an empty refusal, which is none", () => {
    const call = { index: 0, id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const pieces = [chunk({ role: "assistant", content: "", refusal: "" }), chunk({ tool_calls: [call] })];
    const { body } = assemble(openaiChat, lines([...pieces, chunk({ content: "" }), stop]));
    expect(body).toMatchObject({ choices: [{ message: { content: "", refusal: null, tool_calls: [{ id: "c" }] } }] });
  });

  it.each([
    ["stop", { id: "audio_1", data: "AAAA", transcript: "Hi" }],
    [null, { id: "audio_1", transcript: "Hi" }],
  ])("of a sound that ends without a word of it: %s", (finish_reason, audio) => {
    const pieces = [chunk({ role: "assistant", audio }), chunk({ audio: { expires_at: 9 } })];
    const { body } = assemble(openaiChat, lines(pieces));
    expect(body).toMatchObject({ choices: [{ message: { audio: { ...audio, expires_at: 9 } }, finish_reason }] });
  });

  it("with usage that grows in every chunk", () => {
    const events = [1, 2, 3].map((count) => chunk({ content: "x" }, { usage: { completion_tokens: count } }));
    expect(assemble(openaiChat, lines(events)).body).toMatchObject({ usage: { completion_tokens: 3 } });
  });

  it("with an error inside, which is not its end", () => {
    const error = { message: "overloaded", type: "server_error" };
    const { body, isComplete, error: told } = assemble(openaiChat, lines([chunk({ content: "He" }), { error }]));
    expect(body).toMatchObject({ choices: [{ message: { content: "He" }, finish_reason: null }] });
    expect([isComplete, told]).toEqual([false, error]);
  });
});

describe("Responses", () => {
  const item = (text: string): Json => ({
    type: "message",
    role: "assistant",
    content: [{ type: "output_text", text }],
  });

  it("in a single event", () => {
    const response = {
      id: "r",
      object: "response",
      status: "completed",
      output: [item("Hello")],
      usage: { input_tokens: 1 },
    };
    const { body, isComplete } = assemble(openaiResponses, lines([{ type: "response.completed", response }]));
    expect([body, isComplete]).toEqual([response, true]);
  });

  it("with ids that change in every event, names after the data, and no end", () => {
    const events = [
      { type: "response.created", response: { id: "a", object: "response", status: "in_progress", output: [] } },
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { id: "b", type: "message", role: "assistant", content: [] },
      },
      { type: "response.output_text.delta", item_id: "c", output_index: 0, content_index: 0, delta: "Hel" },
      { type: "response.output_text.delta", item_id: "d", output_index: 0, content_index: 0, delta: "lo" },
    ];
    const text = events.map((event) => `data: ${JSON.stringify(event)}\nevent: ${event.type}\n\n`).join("");
    const { body, isComplete } = assemble(openaiResponses, text);
    expect(isComplete).toBe(false);
    expect(body).toMatchObject({
      id: "a",
      status: "incomplete",
      usage: null,
      output: [{ content: [{ text: "Hello" }] }],
    });
  });
});

describe("messages", () => {
  const start = {
    type: "message_start",
    message: { id: "m", role: "assistant", content: [], usage: { input_tokens: 3, output_tokens: 1 } },
  };
  const block = (text: string): Json[] => [
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
    { type: "content_block_stop", index: 0 },
  ];

  it("without names, with pings, and with usage that the end corrects", () => {
    const end = {
      type: "message_delta",
      delta: { stop_reason: "end_turn" },
      usage: { input_tokens: 9, output_tokens: 5 },
    };
    const { body, isComplete } = assemble(
      anthropicMessages,
      lines([start, { type: "ping" }, ...block("Hello"), end, { type: "message_stop" }]),
    );
    expect(body).toMatchObject({
      content: [{ text: "Hello" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 9, output_tokens: 5 },
    });
    expect(isComplete).toBe(true);
  });

  it("that were compacted, fell back to another model, and say what was done to their context", () => {
    const compaction = { type: "compaction", content: "", encrypted_content: null };
    const fallback = { type: "fallback", from: { model: "a" }, to: { model: "b" } };
    const delta = { type: "compaction_delta", content: null, encrypted_content: "Eq" };
    const context_management = { applied_edits: [{ type: "clear_tool_uses_20250919" }] };
    const input_transformations = [{ type: "downsampled" }];
    const end = { type: "message_delta", delta: { stop_reason: "end_turn", container: null }, usage: {} };
    const { body } = assemble(
      anthropicMessages,
      lines([
        { ...start, message: { ...start.message, model: "a", container: { id: "c" } } },
        { type: "content_block_start", index: 0, content_block: compaction },
        { type: "content_block_delta", index: 0, delta },
        { type: "content_block_start", index: 1, content_block: fallback },
        { ...end, context_management, input_transformations },
        { ...end, context_management: null },
        { type: "message_stop" },
      ]),
    );
    const content = [{ type: "compaction", content: null, encrypted_content: "Eq" }, fallback];
    expect(body).toMatchObject({
      model: "b",
      container: { id: "c" },
      content,
      context_management,
      input_transformations,
    });
  });

  it("that a proxy glued together lose nothing that was said", () => {
    const { body, isComplete } = assemble(anthropicMessages, lines([start, ...block("One"), start, ...block("Two")]));
    expect(body).toMatchObject({ id: "m", content: [{ text: "One" }, { text: "Two" }] });
    expect(isComplete).toBe(false);
  });
});
