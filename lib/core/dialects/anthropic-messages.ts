import { asArray, asObject, asString } from "../json/json-access";
import { previewText, previewToolCalls } from "../text/preview-text";
import { assembleMessage } from "./anthropic-messages-assembler";
import { listMessageSlots, listMessagesRequestSlots } from "./anthropic-messages-slots";
import { createMessagesCloser, createMessagesReader } from "./anthropic-messages-stream";
import type { DialectAdapter, Json } from "./dialect-adapter";

/** The words of `content`; tool results are not words of their sender. */
function readText(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((block) => asString(asObject(block)?.text) ?? "")
    .filter((text) => text !== "" && !text.startsWith("<system-reminder>"))
    .join(" ");
}

function previewRequest(body: Json): string | null {
  const messages = asArray(asObject(body)?.messages);
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = asObject(messages[index]);
    if (message?.role !== "user") continue;
    const preview = previewText(readText(message.content));
    if (preview !== null) return preview;
  }
  return null;
}

function previewResponse(body: Json): string | null {
  const blocks = asArray(asObject(body)?.content);
  const spoken = previewText(readText(blocks));
  if (spoken !== null) return spoken;
  const names = blocks
    .map(asObject)
    .filter((block) => asString(block?.type)?.endsWith("tool_use") === true)
    .map((block) => asString(block?.name) ?? "a tool");
  if (names.length > 0) return previewToolCalls(names);
  return previewText(blocks.map((block) => asString(asObject(block)?.thinking) ?? "").join(" "));
}

/** `POST /v1/messages`. */
export const anthropicMessages: DialectAdapter = {
  id: "anthropic-messages",
  listRequestSlots: listMessagesRequestSlots,
  listResponseSlots: listMessageSlots,
  createStreamReader: createMessagesReader,
  createStreamCloser: createMessagesCloser,
  assembleStream: assembleMessage,
  previewRequest,
  previewResponse,
};
