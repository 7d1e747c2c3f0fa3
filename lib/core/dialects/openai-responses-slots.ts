/** Where texts are in bodies of the Responses API. Items of unknown type have none and survive as they are. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import type { Json, SlotValue } from "./dialect-adapter";
import { addSlot } from "./openai-chat-slots";

const kindByRole: Readonly<Record<string, SlotKind>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
};

function addParts(slots: SlotValue[], path: string, kind: SlotKind, content: Json | undefined): void {
  addSlot(slots, path, kind, content);
  for (const [index, part] of asArray(content).entries()) {
    if (!isObject(part)) continue;
    addSlot(slots, `${path}[${index}].text`, kind, part.text);
    addSlot(slots, `${path}[${index}].refusal`, "refusal", part.refusal);
  }
}

function addArguments(slots: SlotValue[], path: string, value: Json | undefined): void {
  if (typeof value === "string") slots.push({ path, kind: "tool-arguments", format: "json", text: value });
}

/** Adds the texts of one input or output item. */
export function addItem(slots: SlotValue[], path: string, item: JsonObject): void {
  const type = asString(item.type) ?? "message";
  if (type === "message") {
    addParts(slots, `${path}.content`, kindByRole[asString(item.role) ?? "assistant"] ?? "other", item.content);
    return;
  }
  if (type === "reasoning") {
    addParts(slots, `${path}.summary`, "reasoning", item.summary);
    addParts(slots, `${path}.content`, "reasoning", item.content);
    return;
  }
  addArguments(slots, `${path}.arguments`, item.arguments);
  addSlot(slots, `${path}.input`, "tool-arguments", item.input);
  addSlot(slots, `${path}.code`, "tool-arguments", item.code);
  addParts(slots, `${path}.output`, "tool-result", item.output);
}

/** Texts of a Responses request. */
export function listResponsesRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  addSlot(slots, "instructions", "system", root?.instructions);
  addSlot(slots, "input", "user", root?.input);
  for (const [index, item] of asArray(root?.input).entries())
    if (isObject(item)) addItem(slots, `input[${index}]`, item);
  return slots;
}

/** Texts of a response object. */
export function listOutputSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  for (const [index, item] of asArray(asObject(body)?.output).entries()) {
    if (isObject(item)) addItem(slots, `output[${index}]`, item);
  }
  return slots;
}
