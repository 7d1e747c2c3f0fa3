/** What the events of an Anthropic stream mean for texts, and how to end such a stream early. */
import type { SlotKind } from "../contracts/policy";
import { asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { listLeaves } from "../json/list-leaves";
import { createBlockPlacer } from "./anthropic-messages-assembler";
import type { Json, StreamCloser, StreamDelta, StreamFacts, StreamReader } from "./dialect-adapter";
import { noFacts } from "./openai-chat-stream";

function textDelta(slotPath: string, eventPath: string, kind: SlotKind, text: string): StreamDelta {
  return { slotPath, eventPath, kind, format: "text", text };
}

function factsOf(deltas: readonly StreamDelta[]): StreamFacts {
  return deltas.length === 0 ? noFacts : { deltas, copies: [], ends: [] };
}

/** Text that a block already has when it starts. */
function readBlockStart(slot: string, block: JsonObject): StreamFacts {
  const deltas: StreamDelta[] = [];
  const text = asString(block.text);
  if (text !== null && text !== "") deltas.push(textDelta(`${slot}.text`, "content_block.text", "assistant", text));
  if (isObject(block.input)) {
    const start = "content_block.input".length;
    for (const leaf of listLeaves(block.input, "content_block.input")) {
      if (leaf.isNumber) continue;
      deltas.push(textDelta(`${slot}.input${leaf.path.slice(start)}`, leaf.path, "tool-arguments", leaf.text));
    }
  }
  return factsOf(deltas);
}

function readDelta(slot: string, delta: JsonObject, isSigned: boolean): StreamFacts {
  const { type, text, thinking, partial_json: json } = delta;
  if (type === "text_delta" && typeof text === "string") {
    return factsOf([textDelta(`${slot}.text`, "delta.text", "assistant", text)]);
  }
  if (type === "thinking_delta" && typeof thinking === "string" && !isSigned) {
    return factsOf([textDelta(`${slot}.thinking`, "delta.thinking", "reasoning", thinking)]);
  }
  if (type !== "input_json_delta" || typeof json !== "string") return noFacts;
  const base = { slotPath: `${slot}.input`, eventPath: "delta.partial_json", text: json };
  return factsOf([{ ...base, kind: "tool-arguments", format: "json", record: "leaves" }]);
}

/** The reader of one Anthropic stream. A thinking block that will be signed announces it: `signature` is there from the start. */
export function createMessagesReader(): StreamReader {
  const placer = createBlockPlacer();
  const signed = new Set<number>();

  return (name, data) => {
    const event = asObject(data);
    if (event === null) return noFacts;
    const type = asString(event.type) ?? name;
    const index = asNumber(event.index) ?? 0;
    if (type === "content_block_start") {
      const position = placer.start(index);
      const block = asObject(event.content_block) ?? {};
      if (block.signature !== undefined) signed.add(position);
      return readBlockStart(`content[${position}]`, block);
    }
    if (type === "message_stop") return { ...noFacts, ends: ["content["] };
    const position = placer.find(index);
    if (position === undefined) return noFacts;
    if (type === "content_block_stop") return { ...noFacts, ends: [`content[${position}].`] };
    const delta = type === "content_block_delta" ? asObject(event.delta) : null;
    return delta === null ? noFacts : readDelta(`content[${position}]`, delta, signed.has(position));
  };
}

function writeEvent(data: { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function readOutputTokens(event: JsonObject): number | null {
  const usage = asObject(event.usage) ?? asObject(asObject(event.message)?.usage);
  return asNumber(usage?.output_tokens);
}

/** Ends an Anthropic stream with `stop_reason: "refusal"`, closing what is open. */
export function createMessagesCloser(): StreamCloser {
  const open = new Set<number>();
  let hasStarted = false;
  let outputTokens = 0;
  return {
    observe: (name, data) => {
      const event = asObject(data);
      if (event === null) return;
      const type = asString(event.type) ?? name;
      const index = asNumber(event.index) ?? 0;
      if (type === "message_start") hasStarted = true;
      if (type === "content_block_start") open.add(index);
      if (type === "content_block_stop") open.delete(index);
      outputTokens = readOutputTokens(event) ?? outputTokens;
    },
    close: (message: string) => {
      if (!hasStarted) {
        const refused = { type: "error", error: { type: "permission_error", message } };
        return writeEvent(refused);
      }
      const details: Json = { type: "refusal", category: null, explanation: message };
      const delta = { stop_reason: "refusal", stop_sequence: null, stop_details: details };
      const stops = [...open].map((index) => ({ type: "content_block_stop", index }));
      const end = { type: "message_delta", delta, usage: { output_tokens: outputTokens } };
      return [...stops, end, { type: "message_stop" }].map(writeEvent).join("");
    },
  };
}
