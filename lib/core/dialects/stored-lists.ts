/** Lists of what was said earlier, in the shapes of the dialects that said it; and requests that hold many others. */
import { asArray, asObject, isObject, type JsonObject } from "../json/json-access";
import { listMessagesRequestSlots } from "./anthropic-messages-slots";
import type { BodyReader, Json, SlotValue } from "./dialect-adapter";
import { addChatMessage, listChatResponseSlots } from "./openai-chat-slots";
import { addItem } from "./openai-responses-slots";

type Add = (slots: SlotValue[], path: string, thing: JsonObject) => void;

function listThings(body: Json, key: string, add: Add): SlotValue[] {
  const slots: SlotValue[] = [];
  for (const [index, thing] of asArray(asObject(body)?.[key]).entries()) {
    if (isObject(thing)) add(slots, `${key}[${index}]`, thing);
  }
  return slots;
}

function listNested(body: Json, list: (inner: Json) => SlotValue[], key: string, inner: string): SlotValue[] {
  return listThings(body, key, (slots, path, thing) => {
    const value = inner === "" ? thing : thing[inner];
    const root = inner === "" ? path : `${path}.${inner}`;
    if (value === undefined) return;
    for (const slot of list(value)) slots.push({ ...slot, path: `${root}.${slot.path}` });
  });
}

/** One item, which has no name before its parts' paths. */
function listItem(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  if (isObject(body) && typeof body.type === "string") addItem(slots, "", body);
  return slots.map((slot) => ({ ...slot, path: slot.path.slice(1) }));
}

/** Items of responses and conversations. */
export const storedItems: BodyReader = {
  listRequestSlots: (body) => listThings(body, "items", addItem),
  listResponseSlots: (body) => [...listThings(body, "data", addItem), ...listItem(body)],
};

/** `GET /v1/chat/completions` and `…/{id}/messages`. */
export const storedChats: BodyReader = {
  listRequestSlots: () => [],
  listResponseSlots: (body) => [
    ...listNested(body, listChatResponseSlots, "data", ""),
    ...listThings(body, "data", addChatMessage),
  ],
};

/** `POST /v1/messages/batches`: many requests in one. Its results come as lines, which nobody reads. */
export const messageBatches: BodyReader = {
  listRequestSlots: (body) => listNested(body, listMessagesRequestSlots, "requests", "params"),
  listResponseSlots: () => [],
};
