import { describe, expect, it } from "vitest";
import { getDialectAdapter } from "../dialects/registry";
import { findFirstToken } from "./find-first-token";

const encoder = new TextEncoder();

/** A stream of which every event came as a chunk of its own, 10 ms after the one before, from 100 ms on. */
function stream(events: readonly unknown[]) {
  const chunks = events.map((event) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
  const marks = chunks.flatMap((chunk, index) => [100 + index * 10, chunk.length]);
  return { bytes: new Uint8Array(Buffer.concat(chunks)), marks };
}

function find(endpoint: string, events: readonly unknown[]): number | null {
  const adapter = getDialectAdapter(endpoint);
  if (adapter === null) throw new Error(`no dialect for ${endpoint}`);
  const { bytes, marks } = stream(events);
  return findFirstToken(bytes, marks, adapter);
}

const chat = (delta: unknown) => ({ id: "c", choices: [{ index: 0, delta }] });

describe("findFirstToken", () => {
  it("passes over events that say nothing", () => {
    expect(find("chat.completions", [chat({ role: "assistant", content: "" }), chat({ content: "Hello" })])).toBe(110);
    const start = { type: "message_start", message: { id: "m", content: [], usage: { input_tokens: 1 } } };
    const block = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
    const text = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi" } };
    expect(find("messages", [start, { type: "ping" }, block, text])).toBe(130);
  });

  it("counts reasoning and tool calls: they are what the model made", () => {
    const thinking = { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm" } };
    const block = { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } };
    expect(find("messages", [block, thinking])).toBe(110);
    const call = { index: 0, id: "t", type: "function", function: { name: "f", arguments: "" } };
    const more = { index: 0, function: { arguments: '{"a"' } };
    expect(find("chat.completions", [chat({ tool_calls: [call] }), chat({ tool_calls: [more] })])).toBe(110);
  });

  it("finds none where none came, where nobody noted times, and in what is no stream", () => {
    expect(find("chat.completions", [chat({ role: "assistant" }), { choices: [] }])).toBeNull();
    const adapter = getDialectAdapter("chat.completions");
    const { bytes } = stream([chat({ content: "Hello" })]);
    expect(adapter && findFirstToken(bytes, [], adapter)).toBeNull();
    expect(adapter && findFirstToken(encoder.encode('{"a":1}'), [1, 7], adapter)).toBeNull();
  });

  it("finds the time of the chunk that brought the end of the event, however the stream was cut", () => {
    const adapter = getDialectAdapter("chat.completions");
    const { bytes } = stream([chat({ role: "assistant" }), chat({ content: "x".repeat(3000) })]);
    expect(adapter && findFirstToken(bytes, [1, 10, 2, 2000, 3, bytes.length - 2010], adapter)).toBe(3);
    expect(adapter && findFirstToken(bytes, [1, bytes.length], adapter)).toBe(1);
  });
});
