/** Where texts are in whole chat bodies. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { listLeaves } from "../json/list-leaves";
import { listNamedTexts } from "../json/list-named-texts";
import type { Json, SlotValue } from "./dialect-adapter";

/** What a role's words are. */
const kindByRole: Readonly<Record<string, SlotKind>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool-result",
  function: "tool-result",
};

/** Adds a slot when the value is a string. */
export function addSlot(slots: SlotValue[], path: string, kind: SlotKind, value: Json | undefined): void {
  if (typeof value === "string") slots.push({ path, kind, format: "text", text: value });
}

/** Adds the texts that a value of changing shape has, if it is there. */
export function addNamedSlots(slots: SlotValue[], path: string, kind: SlotKind, value: Json | undefined): void {
  if (value !== undefined && value !== null) slots.push(...listNamedTexts(value, path, kind));
}

/** Adds every string and number of a value that is an object where others write JSON into a string. */
export function addLeafSlots(slots: SlotValue[], path: string, value: Json | undefined): void {
  if (value === undefined) return;
  for (const { path: at, text, isNumber } of listLeaves(value, path)) {
    const slot: SlotValue = { path: at, kind: "tool-arguments", format: "text", text };
    slots.push(isNumber ? { ...slot, isNumber } : slot);
  }
}

function addJsonSlot(slots: SlotValue[], path: string, value: Json | undefined): void {
  if (typeof value === "string") slots.push({ path, kind: "tool-arguments", format: "json", text: value });
  else if (isObject(value)) addLeafSlots(slots, path, value);
}

const spokenParts: ReadonlySet<Json | undefined> = new Set(["text", "refusal", "thinking"]);

/** Adds the texts of a content part that is neither text nor thinking: reasoning of some providers, documents. */
export function addOtherPart(slots: SlotValue[], path: string, kind: SlotKind, part: JsonObject): void {
  if (!spokenParts.has(part.type) && typeof part.text !== "string") {
    addNamedSlots(slots, path, part.type === "reasoning" ? "reasoning" : kind, part);
  }
}

/** Adds the texts of `content`: a string, or parts with `text`, `refusal` or (Mistral) `thinking`. */
function addContent(slots: SlotValue[], path: string, kind: SlotKind, content: Json | undefined): void {
  addSlot(slots, path, kind, content);
  if (!Array.isArray(content)) return;
  for (const [index, part] of asArray(content).entries()) {
    if (!isObject(part)) continue;
    addSlot(slots, `${path}[${index}].text`, kind, part.text);
    addSlot(slots, `${path}[${index}].refusal`, "refusal", part.refusal);
    for (const [inner, piece] of asArray(part.thinking).entries()) {
      addSlot(slots, `${path}[${index}].thinking[${inner}].text`, "reasoning", asObject(piece)?.text);
    }
    addOtherPart(slots, `${path}[${index}]`, kind, part);
  }
}

// Paths are made only for what is there: most messages are a role and a content, and there may be thousands of them.

function addToolCalls(slots: SlotValue[], path: string, message: JsonObject): void {
  for (const [index, call] of asArray(message.tool_calls).entries()) {
    const at = `${path}.tool_calls[${index}]`;
    addJsonSlot(slots, `${at}.function.arguments`, asObject(asObject(call)?.function)?.arguments);
    addSlot(slots, `${at}.custom.input`, "tool-arguments", asObject(asObject(call)?.custom)?.input);
  }
  if (message.function_call === undefined) return;
  addJsonSlot(slots, `${path}.function_call.arguments`, asObject(message.function_call)?.arguments);
}

/** Text of reasoning that Anthropic has signed must stay as it is, or the next turn is refused. */
export function isSignedDetail(detail: JsonObject): boolean {
  if (asString(detail.format)?.startsWith("anthropic") === true) return true;
  return typeof detail.signature === "string" && detail.signature !== "";
}

function addReasoning(slots: SlotValue[], path: string, message: JsonObject): void {
  const { reasoning_content: content, reasoning } = message;
  if (content !== undefined) addSlot(slots, `${path}.reasoning_content`, "reasoning", content);
  if (reasoning !== undefined) addSlot(slots, `${path}.reasoning`, "reasoning", reasoning);
  for (const [index, detail] of asArray(message.reasoning_details).entries()) {
    if (!isObject(detail) || isSignedDetail(detail)) continue;
    addSlot(slots, `${path}.reasoning_details[${index}].text`, "reasoning", detail.text);
    addSlot(slots, `${path}.reasoning_details[${index}].summary`, "reasoning", detail.summary);
  }
}

/** What a message says beside its content: whom it cites, and what the provider's own tools found. */
export const besideContent: readonly (readonly [string, SlotKind])[] = [
  ["annotations", "assistant"],
  ["executed_tools", "tool-result"],
];

/** What providers that search put beside the choices: what was found. */
export const searchLists = ["search_results", "web_search"] as const;

/** Adds the texts of one message. */
export function addChatMessage(slots: SlotValue[], path: string, message: JsonObject): void {
  const kind = kindByRole[asString(message.role) ?? "assistant"] ?? "other";
  addContent(slots, `${path}.content`, kind, message.content);
  if (message.refusal !== undefined) addSlot(slots, `${path}.refusal`, "refusal", message.refusal);
  addReasoning(slots, path, message);
  addToolCalls(slots, path, message);
  for (const [key, of] of besideContent) {
    if (message[key] !== undefined) addNamedSlots(slots, `${path}.${key}`, of, message[key]);
  }
  if (message.audio !== undefined)
    addSlot(slots, `${path}.audio.transcript`, "assistant", asObject(message.audio)?.transcript);
}

/** Texts of a chat completion request. */
export function listChatRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  for (const [index, message] of asArray(root?.messages).entries()) {
    if (isObject(message)) addChatMessage(slots, `messages[${index}]`, message);
  }
  addContent(slots, "prediction.content", "other", asObject(root?.prediction)?.content);
  return slots;
}

/** Texts of a chat completion. */
export function listChatResponseSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  for (const [index, choice] of asArray(asObject(body)?.choices).entries()) {
    if (!isObject(choice)) continue;
    const message = asObject(choice.message);
    if (message !== null) addChatMessage(slots, `choices[${index}].message`, message);
    addSlot(slots, `choices[${index}].text`, "assistant", choice.text);
  }
  for (const key of searchLists) addNamedSlots(slots, key, "tool-result", asObject(body)?.[key]);
  return slots;
}
