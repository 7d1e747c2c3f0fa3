import { asArray, asObject, asString, isObject } from "../json/json-access";
import { previewText } from "../text/preview-text";
import type { DialectAdapter, Json, SlotValue } from "./dialect-adapter";
import { assembleCompletion } from "./openai-chat-assembler";
import { addSlot, listChatResponseSlots } from "./openai-chat-slots";
import { createChatCloser, createChatReader } from "./openai-chat-stream";

/** `prompt` is a string, strings, or token numbers; only words can be read. */
function listRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  addSlot(slots, "prompt", "user", root?.prompt);
  for (const [index, prompt] of asArray(root?.prompt).entries()) addSlot(slots, `prompt[${index}]`, "user", prompt);
  addSlot(slots, "suffix", "user", root?.suffix);
  return slots;
}

function previewRequest(body: Json): string | null {
  const prompt = asObject(body)?.prompt;
  return previewText(asString(prompt) ?? asString(asArray(prompt).at(-1)));
}

function previewResponse(body: Json): string | null {
  const choice = asArray(asObject(body)?.choices)[0];
  return isObject(choice) ? previewText(asString(choice.text)) : null;
}

/** `POST /v1/completions`, the legacy form: chunks have `text` where chat has `delta`. */
export const openaiCompletions: DialectAdapter = {
  id: "openai-completions",
  listRequestSlots,
  listResponseSlots: listChatResponseSlots,
  createStreamReader: createChatReader,
  createStreamCloser: createChatCloser,
  assembleStream: assembleCompletion,
  previewRequest,
  previewResponse,
};
