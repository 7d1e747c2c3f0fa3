/** Where texts are in whole Anthropic bodies. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, isObject, type JsonObject } from "../json/json-access";
import type { Json, SlotValue } from "./dialect-adapter";
import { addLeafSlots, addNamedSlots, addSlot } from "./openai-chat-slots";

/** A block that must come back as it was, or the next turn is refused. */
function isSealed({ type, signature, encrypted_content: sealed }: JsonObject): boolean {
  if (typeof signature === "string" && signature !== "") return true;
  return type === "compaction" && typeof sealed === "string";
}

/** Whose words a block has: what tools answered is no word of who passes it on. */
function kindOfBlock({ type }: JsonObject, kind: SlotKind): SlotKind {
  return typeof type === "string" && type.endsWith("tool_result") ? "tool-result" : kind;
}

/** Adds the texts of one block, with all that results, documents and citations hold. */
export function addBlock(slots: SlotValue[], path: string, kind: SlotKind, block: JsonObject): void {
  if (isSealed(block)) return;
  const isPlain = block.type === "text" && block.citations === undefined && block.input === undefined;
  // Most blocks are texts, and there may be thousands.
  if (isPlain) {
    addSlot(slots, `${path}.text`, kind, block.text);
    return;
  }
  const { text, thinking, input, ...rest } = block;
  addSlot(slots, `${path}.text`, kind, text);
  if (block.type === "thinking") addSlot(slots, `${path}.thinking`, "reasoning", thinking);
  addLeafSlots(slots, `${path}.input`, input);
  addNamedSlots(slots, path, kindOfBlock(block, kind), rest);
}

/** Adds `content`: a string, or blocks. */
function addContent(slots: SlotValue[], path: string, kind: SlotKind, content: Json | undefined): void {
  addSlot(slots, path, kind, content);
  for (const [index, block] of asArray(content).entries()) {
    if (isObject(block)) addBlock(slots, `${path}[${index}]`, kind, block);
  }
}

/** Texts of a messages request. */
export function listMessagesRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  addContent(slots, "system", "system", root?.system);
  for (const [index, message] of asArray(root?.messages).entries()) {
    if (!isObject(message)) continue;
    addContent(
      slots,
      `messages[${index}].content`,
      message.role === "assistant" ? "assistant" : "user",
      message.content,
    );
  }
  return slots;
}

/** Texts of a message. */
export function listMessageSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const message = asObject(body);
  addContent(slots, "content", "assistant", message?.content);
  addNamedSlots(slots, "stop_details", "assistant", message?.stop_details);
  return slots;
}
