import { asArray, asObject, asString } from "../json/json-access";
import { previewText, previewToolCalls } from "../text/preview-text";
import type { DialectAdapter, Json } from "./dialect-adapter";
import { assembleChat } from "./openai-chat-assembler";
import { listChatRequestSlots, listChatResponseSlots } from "./openai-chat-slots";
import { createChatCloser, createChatReader } from "./openai-chat-stream";

/** The words in `content`, whether string or parts. */
export function readContentText(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((part) => asString(asObject(part)?.text) ?? "")
    .filter((text) => text !== "")
    .join(" ");
}

function previewRequest(body: Json): string | null {
  const messages = asArray(asObject(body)?.messages);
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = asObject(messages[index]);
    if (message?.role !== "user") continue;
    const preview = previewText(readContentText(message.content));
    if (preview !== null) return preview;
  }
  return null;
}

function previewResponse(body: Json): string | null {
  const message = asObject(asObject(asArray(asObject(body)?.choices)[0])?.message);
  const spoken = previewText(readContentText(message?.content)) ?? previewText(asString(message?.refusal));
  if (spoken !== null) return spoken;
  const names = asArray(message?.tool_calls).map((call) => {
    const inner = asObject(call);
    return asString(asObject(inner?.function)?.name) ?? asString(asObject(inner?.custom)?.name) ?? "a tool";
  });
  return previewToolCalls(names) ?? previewText(asString(message?.reasoning_content) ?? asString(message?.reasoning));
}

/** `POST /v1/chat/completions`. */
export const openaiChat: DialectAdapter = {
  id: "openai-chat",
  listRequestSlots: listChatRequestSlots,
  listResponseSlots: listChatResponseSlots,
  createStreamReader: createChatReader,
  createStreamCloser: createChatCloser,
  assembleStream: assembleChat,
  previewRequest,
  previewResponse,
};
