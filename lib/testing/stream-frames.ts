/** Streams with the real framing of the vendors, for tests. */
import type { Json } from "@/lib/core/dialects/dialect-adapter";

const encoder = new TextEncoder();

/** A chat completion stream whose answer comes in these pieces. */
export function frameChatStream(pieces: readonly string[]): Uint8Array {
  const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_760_000_000, model: "demo" };
  const rest = { service_tier: "default", system_fingerprint: null };
  const chunk = (delta: Json, finish_reason: string | null): Json => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    return { ...head, ...rest, choices, usage: null, obfuscation: "x8Kd" };
  };
  const chunks = [
    chunk({ role: "assistant", content: "", refusal: null }, null),
    ...pieces.map((content) => chunk({ content }, null)),
    chunk({}, "stop"),
    { ...head, ...rest, choices: [], usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 } },
  ];
  return encoder.encode(`${chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`).join("")}data: [DONE]\n\n`);
}

/** An Anthropic stream whose answer comes in these pieces, padded as the vendor pads. */
export function frameMessageStream(pieces: readonly string[]): Uint8Array {
  const usage = { input_tokens: 9, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "demo",
    content: [],
    stop_reason: null,
    usage,
  };
  const events: { readonly type: string; readonly [key: string]: Json }[] = [
    { type: "message_start", message: { ...message, stop_sequence: null } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "ping" },
    ...pieces.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 12 } },
    { type: "message_stop" },
  ];
  const pad = (json: string, index: number): string => `${json.slice(0, -1)}${" ".repeat(index % 7)}}`;
  const text = events.map((event, index) => `event: ${event.type}\ndata: ${pad(JSON.stringify(event), index)}\n\n`);
  return encoder.encode(text.join(""));
}

/** Tool arguments in pieces, as chat sends them. */
export function frameToolStream(pieces: readonly string[]): Uint8Array {
  const head = { id: "chatcmpl-2", object: "chat.completion.chunk", created: 1_760_000_000, model: "demo" };
  const call = (piece: Json): Json => ({
    ...head,
    choices: [{ index: 0, delta: { tool_calls: [piece] }, finish_reason: null }],
  });
  const chunks = [
    call({ index: 0, id: "call_1", type: "function", function: { name: "send", arguments: "" } }),
    ...pieces.map((piece) => call({ index: 0, function: { arguments: piece } })),
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ];
  return encoder.encode(`${chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`).join("")}data: [DONE]\n\n`);
}

/** Tool input in pieces, as Anthropic sends it. */
export function frameToolUseStream(pieces: readonly string[]): Uint8Array {
  const message = { id: "msg_2", type: "message", role: "assistant", model: "demo", content: [], stop_reason: null };
  const block = { type: "tool_use", id: "toolu_1", name: "send", input: {} };
  const delta = (partial_json: string): Json => ({ type: "input_json_delta", partial_json });
  const events: { readonly type: string; readonly [key: string]: Json }[] = [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: block },
    ...["", ...pieces].map((piece) => ({ type: "content_block_delta", index: 0, delta: delta(piece) })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 12 } },
    { type: "message_stop" },
  ];
  return encoder.encode(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
}
