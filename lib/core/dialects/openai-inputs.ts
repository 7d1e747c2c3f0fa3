import { asArray, asObject } from "../json/json-access";
import type { BodyReader, Json, SlotValue } from "./dialect-adapter";
import { addSlot } from "./openai-chat-slots";

/** `input` is a text, texts, token numbers, or parts with texts and images; only words can be read. */
function listRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  for (const name of ["input", "prompt", "instructions"] as const) {
    addSlot(slots, name, "user", root?.[name]);
    // A form may have a field more than once.
    const said = name === "input" ? [] : asArray(root?.[name]);
    for (const [index, text] of said.entries()) addSlot(slots, `${name}[${index}]`, "user", text);
  }
  for (const [index, item] of asArray(root?.input).entries()) {
    addSlot(slots, `input[${index}]`, "user", item);
    addSlot(slots, `input[${index}].text`, "user", asObject(item)?.text);
  }
  return slots;
}

/** Endpoints that take words and answer with something else: embeddings, moderations, pictures, speech. */
export const openaiInputs: BodyReader = { listRequestSlots, listResponseSlots: () => [] };
