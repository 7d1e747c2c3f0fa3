import { asArray, asObject, asString } from "../json/json-access";
import { previewText, previewToolCalls } from "../text/preview-text";
import type { DialectAdapter, Json } from "./dialect-adapter";
import { readContentText } from "./openai-chat";
import { assembleResponse } from "./openai-responses-assembler";
import { listOutputSlots, listResponsesRequestSlots } from "./openai-responses-slots";
import { createResponsesCloser, createResponsesReader } from "./openai-responses-stream";

function previewRequest(body: Json): string | null {
  const input = asObject(body)?.input;
  if (typeof input === "string") return previewText(input);
  for (const item of [...asArray(input)].reverse()) {
    if (asObject(item)?.role !== "user") continue;
    const preview = previewText(readContentText(asObject(item)?.content));
    if (preview !== null) return preview;
  }
  return null;
}

function previewResponse(body: Json): string | null {
  const items = asArray(asObject(body)?.output).map(asObject);
  const spoken = items.filter((item) => item?.type === "message").map((item) => readContentText(item?.content));
  const names = items.filter((item) => asString(item?.type)?.endsWith("_call") === true);
  return previewText(spoken.join(" ")) ?? previewToolCalls(names.map((item) => asString(item?.name) ?? "a tool"));
}

/** `POST /v1/responses`. */
export const openaiResponses: DialectAdapter = {
  id: "openai-responses",
  listRequestSlots: listResponsesRequestSlots,
  listResponseSlots: listOutputSlots,
  createStreamReader: createResponsesReader,
  createStreamCloser: createResponsesCloser,
  assembleStream: assembleResponse,
  previewRequest,
  previewResponse,
};
