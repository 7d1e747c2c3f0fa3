/** Where texts are in whole Anthropic bodies. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, isObject, type JsonObject } from "../json/json-access";
import { listLeaves } from "../json/list-leaves";
import type { Json, SlotValue } from "./dialect-adapter";

function addSlot(slots: SlotValue[], path: string, kind: SlotKind, value: Json | undefined): void {
  if (typeof value === "string") slots.push({ path, kind, format: "text", text: value });
}

/** The strings and numbers of a tool's `input`, each a text of its own. */
function addInput(slots: SlotValue[], path: string, input: Json | undefined): void {
  if (input === undefined) return;
  for (const { path: at, text, isNumber } of listLeaves(input, path)) {
    const slot: SlotValue = { path: at, kind: "tool-arguments", format: "text", text };
    slots.push(isNumber ? { ...slot, isNumber } : slot);
  }
}

function addBlock(slots: SlotValue[], path: string, kind: SlotKind, block: JsonObject): void {
  addSlot(slots, `${path}.text`, kind, block.text);
  // A signed thinking block must come back unchanged, or the next turn is refused.
  const isSigned = typeof block.signature === "string" && block.signature !== "";
  if (block.type === "thinking" && !isSigned) addSlot(slots, `${path}.thinking`, "reasoning", block.thinking);
  if (block.input !== undefined) addInput(slots, `${path}.input`, block.input);
  const source = asObject(block.source);
  if (source?.type === "text") addSlot(slots, `${path}.source.data`, kind, source.data);
}

/** Adds `content`: a string, or blocks, of which results and sources hold blocks again (one level). */
function addContent(slots: SlotValue[], path: string, kind: SlotKind, content: Json | undefined): void {
  addSlot(slots, path, kind, content);
  for (const [index, block] of asArray(content).entries()) {
    if (!isObject(block)) continue;
    const at = `${path}[${index}]`;
    addBlock(slots, at, kind, block);
    const inner: SlotKind = block.type === "tool_result" || block.type === "mcp_tool_result" ? "tool-result" : kind;
    const nested = inner === "tool-result" || block.type === "search_result" ? block.content : undefined;
    addSlot(slots, `${at}.content`, inner, nested);
    for (const [order, child] of asArray(nested).entries()) {
      if (isObject(child)) addBlock(slots, `${at}.content[${order}]`, inner, child);
    }
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
  addContent(slots, "content", "assistant", asObject(body)?.content);
  return slots;
}
