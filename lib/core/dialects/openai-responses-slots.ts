/** Where texts are in bodies of the Responses API. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { joinPath } from "../json/json-path";
import { listNamedTexts } from "../json/list-named-texts";
import type { Json, SlotValue } from "./dialect-adapter";
import { addLeafSlots, addNamedSlots, addSlot } from "./openai-chat-slots";

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
    if (part.annotations !== undefined) addNamedSlots(slots, `${path}[${index}].annotations`, kind, part.annotations);
  }
}

function addArguments(slots: SlotValue[], path: string, value: Json | undefined): void {
  if (typeof value === "string") slots.push({ path, kind: "tool-arguments", format: "json", text: value });
  else if (isObject(value)) addLeafSlots(slots, path, value);
}

/** Nothing that is said: catalogues of tools, and what only the provider can read. */
const unsaid: ReadonlySet<string> = new Set(["mcp_list_tools", "tool_search_output", "additional_tools", "compaction"]);

const results = /^(?:outputs?|results|error)$/;

/** What tools of all kinds are asked and answer, the provider's own included; unknown ones survive as they are. */
function addTool(slots: SlotValue[], path: string, item: JsonObject): void {
  for (const [key, value] of Object.entries(item)) {
    if (key === "arguments" || !/^\w+$/.test(key)) continue;
    for (const slot of listNamedTexts({ [key]: value }, "", results.test(key) ? "tool-result" : "tool-arguments")) {
      slots.push({ ...slot, path: `${path}.${slot.path}` });
    }
  }
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
  if (!unsaid.has(type)) addTool(slots, path, item);
}

/** Texts of a Responses request. */
export function listResponsesRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  addSlot(slots, "instructions", "system", root?.instructions);
  addSlot(slots, "input", "user", root?.input);
  for (const [name, value] of Object.entries(asObject(asObject(root?.prompt)?.variables) ?? {})) {
    const path = joinPath("prompt.variables", name);
    addSlot(slots, path, "user", value);
    if (isObject(value)) addNamedSlots(slots, path, "user", value);
  }
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
