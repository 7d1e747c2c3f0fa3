/** What the events of an Anthropic stream mean for texts, and how to end such a stream early. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asNumber, asObject, asString, type JsonObject } from "../json/json-access";
import { createBlockPlacer } from "./anthropic-messages-assembler";
import { addBlock } from "./anthropic-messages-slots";
import type { Json, SlotValue, StreamCloser, StreamDelta, StreamFacts, StreamReader } from "./dialect-adapter";
import { addNamedSlots } from "./openai-chat-slots";
import { noFacts } from "./openai-chat-stream";
import { toCopies } from "./stream-copies";

function textDelta(slotPath: string, eventPath: string, kind: SlotKind, text: string): StreamDelta {
  return { slotPath, eventPath, kind, format: "text", text };
}

function factsOf(deltas: readonly StreamDelta[]): StreamFacts {
  return deltas.length === 0 ? noFacts : { deltas, copies: [], ends: [] };
}

/** What a block has already when it starts: the beginning of a growing text, or all that a result says. */
function readBlockStart(slotRoot: string, block: JsonObject): StreamFacts {
  const { text, thinking, ...rest } = block;
  const slots: SlotValue[] = [];
  addBlock(slots, "content_block", "assistant", rest);
  const copies = toCopies(slots, { listedRoot: "content_block", slotRoot, eventRoot: "content_block" });
  const deltas: StreamDelta[] = [];
  if (typeof text === "string" && text !== "") {
    deltas.push(textDelta(`${slotRoot}.text`, "content_block.text", "assistant", text));
  }
  if (typeof thinking === "string" && thinking !== "" && block.signature === undefined) {
    deltas.push(textDelta(`${slotRoot}.thinking`, "content_block.thinking", "reasoning", thinking));
  }
  return deltas.length + copies.length === 0 ? noFacts : { deltas, copies, ends: [] };
}

/** A value of this event that says something whole. */
function readWhole(value: Json | undefined, listedRoot: string, slotRoot: string): StreamFacts {
  const slots: SlotValue[] = [];
  addNamedSlots(slots, listedRoot, "assistant", value);
  return slots.length === 0
    ? noFacts
    : { ...noFacts, copies: toCopies(slots, { listedRoot, slotRoot, eventRoot: listedRoot }) };
}

function readDelta(slot: string, delta: JsonObject, { isSigned, cited }: OpenBlock): StreamFacts {
  const { type, text, thinking, partial_json: json } = delta;
  if (type === "citations_delta") return readWhole(delta.citation, "delta.citation", `${slot}.citations[${cited - 1}]`);
  if (type === "compaction_delta" && typeof delta.encrypted_content !== "string") {
    return readWhole({ content: delta.content ?? null }, "delta", slot);
  }
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

interface OpenBlock {
  readonly isSigned: boolean;
  /** How many citations it has so far. */
  cited: number;
}

function readEnding(type: string | null, event: JsonObject): StreamFacts {
  if (type === "message_stop") return { ...noFacts, ends: ["content["] };
  const details = type === "message_delta" ? asObject(event.delta)?.stop_details : undefined;
  return details === undefined ? noFacts : readWhole(details, "delta.stop_details", "stop_details");
}

/** The reader of one Anthropic stream. A thinking block that will be signed announces it: `signature` is there from the start. */
export function createMessagesReader(): StreamReader {
  const placer = createBlockPlacer();
  const open = new Map<number, OpenBlock>();

  function start(index: number, block: JsonObject): StreamFacts {
    const position = placer.start(index);
    open.set(position, { isSigned: block.signature !== undefined, cited: asArray(block.citations).length });
    return readBlockStart(`content[${position}]`, block);
  }

  function goOn(position: number, delta: JsonObject): StreamFacts {
    const block = open.get(position);
    if (block === undefined) return noFacts;
    if (delta.type === "citations_delta") block.cited++;
    return readDelta(`content[${position}]`, delta, block);
  }

  return (name, data) => {
    const event = asObject(data);
    if (event === null) return noFacts;
    const type = asString(event.type) ?? name;
    const index = asNumber(event.index) ?? 0;
    if (type === "content_block_start") return start(index, asObject(event.content_block) ?? {});
    const isDelta = type === "content_block_delta";
    if (!isDelta && type !== "content_block_stop") return readEnding(type, event);
    const position = placer.find(index);
    if (position === undefined) return noFacts;
    if (!isDelta) return { ...noFacts, ends: [`content[${position}].`] };
    return goOn(position, asObject(event.delta) ?? {});
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
