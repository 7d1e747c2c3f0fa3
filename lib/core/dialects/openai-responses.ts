import { asArray, asNumber, asObject, asString, copyObject, isObject, tryParseJson } from "../json/json-access";
import type { JsonObject, OpenObject } from "../json/json-access";
import { previewText, previewToolCalls } from "../text/preview-text";
import type { AssembledStream, DialectAdapter, Json, SseEvent, StreamDelta, StreamReader } from "./dialect-adapter";
import { readContentText } from "./openai-chat";
import { listOutputSlots, listResponsesRequestSlots } from "./openai-responses-slots";
import { createResponsesCloser, createResponsesReader } from "./openai-responses-stream";

interface OpenResponse {
  /** The last `response` that an event carried. */
  response: JsonObject | null;
  readonly items: Map<number, OpenObject>;
  readonly read: StreamReader;
  end: "completed" | "incomplete" | "failed" | null;
  error: Json;
}

/** Puts a piece of text where its item keeps it; used only for items that never were finished. */
function appendText(item: OpenObject, path: readonly (string | number)[], text: string): void {
  const [list, index, key] = path;
  if (typeof index !== "number" || typeof key !== "string") {
    item[String(list)] = (asString(item[String(list)]) ?? "") + text;
    return;
  }
  const parts = [...asArray(item[String(list)])];
  while (parts.length < index && parts.length < 1024) parts.push({});
  const known = asObject(parts[index]) ?? (item.type === "message" ? { type: "output_text", annotations: [] } : {});
  parts[index] = { ...known, [key]: (asString(known[key]) ?? "") + text };
  item[String(list)] = parts;
}

function addResponse(open: OpenResponse, type: string, response: JsonObject): void {
  open.response = response;
  const end = /^response\.(completed|incomplete|failed)$/.exec(type)?.[1];
  if (end === "completed" || end === "incomplete" || end === "failed") open.end = end;
}

function addDelta(open: OpenResponse, index: number, { slotPath, text }: StreamDelta): void {
  const [, list = "", at, key] = /^output\[\d+\]\.(\w+)(?:\[(\d+)\]\.(\w+))?$/.exec(slotPath) ?? [];
  const item = open.items.get(index) ?? { type: "message", role: "assistant", content: [] };
  open.items.set(index, item);
  appendText(item, at === undefined || key === undefined ? [list] : [list, Number(at), key], text);
}

function addEvent(open: OpenResponse, name: string | null, event: JsonObject): void {
  const type = asString(event.type) ?? name ?? "";
  if (type === "error") open.error = event.error ?? event;
  if (isObject(event.response)) {
    addResponse(open, type, event.response);
    return;
  }
  const index = asNumber(event.output_index) ?? 0;
  if (isObject(event.item)) open.items.set(index, copyObject(event.item));
  for (const delta of open.read(name, event).deltas) addDelta(open, index, delta);
}

function finish({ response, items, end, ...open }: OpenResponse): AssembledStream {
  const failure = end === "failed" ? (response?.error ?? null) : null;
  const error = open.error ?? failure;
  if (response === null && items.size === 0) return { body: null, isComplete: false, error };
  const finished = asArray(response?.output);
  const said = [...items.entries()].sort(([a], [b]) => a - b).map(([, item]) => item);
  const status = end === null ? { status: "incomplete", usage: null } : {};
  const body: Json = { object: "response", ...response, ...status, output: finished.length > 0 ? finished : said };
  return { body, isComplete: end !== null && error === null, error };
}

/** The terminal event's response; without one, what was finished and what was said so far, as incomplete. */
function assembleStream(events: Iterable<SseEvent>): AssembledStream {
  const read = createResponsesReader();
  const open: OpenResponse = { response: null, items: new Map(), read, end: null, error: null };
  for (const { name, data } of events) {
    const event = tryParseJson(data);
    if (isObject(event)) addEvent(open, name, event);
  }
  return finish(open);
}

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
  assembleStream,
  previewRequest,
  previewResponse,
};
