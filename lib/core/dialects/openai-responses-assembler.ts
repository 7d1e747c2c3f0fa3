/** Puts the events of a Responses stream together: the object that its end carries, or what was said by where it broke off. */
import { asArray, asObject, asString, copyObject, isObject, tryParseJson } from "../json/json-access";
import type { JsonObject, OpenObject } from "../json/json-access";
import { parsePath, stepInto, type PathSegment } from "../json/json-path";
import type { AssembledStream, Json, SseEvent, StreamDelta, StreamReader } from "./dialect-adapter";
import { asIndex, createResponsesReader } from "./openai-responses-stream";

interface OpenResponse {
  /** The last `response` that an event carried. */
  response: JsonObject | null;
  readonly items: Map<number, OpenObject>;
  readonly read: StreamReader;
  end: "completed" | "incomplete" | "failed" | null;
  error: Json;
}

type Container = OpenObject | Json[];

/** More parts than any item has; what a stream says is no reason to fill memory. */
const mostParts = 1024;

function put(target: Container, segment: PathSegment, value: Json): void {
  if (!Array.isArray(target)) target[String(segment)] = value;
  else if (typeof segment === "number" && segment < mostParts) {
    while (target.length < segment) target.push({});
    target[segment] = value;
  }
}

/** A part that nobody announced. */
function startPart(item: JsonObject, list: PathSegment, key: PathSegment | undefined): OpenObject {
  if (list === "summary") return { type: "summary_text" };
  if (item.type === "reasoning") return { type: "reasoning_text" };
  return key === "refusal" ? { type: "refusal" } : { type: "output_text", annotations: [] };
}

/** Changes the value at a path inside an item, and makes what leads there. Nothing else has a hold of what is changed. */
function change(item: OpenObject, path: readonly PathSegment[], to: (known: Json | undefined) => Json): void {
  const [list = ""] = path;
  let target: Container = item;
  for (const [order, segment] of path.entries()) {
    const known = stepInto(target, segment);
    const next = path[order + 1];
    if (next === undefined) {
      put(target, segment, to(known));
      return;
    }
    const fresh = typeof next === "number" ? [] : typeof segment === "number" ? startPart(item, list, next) : {};
    const inner = (typeof known === "object" && known !== null ? known : fresh) as Container;
    if (inner !== known) put(target, segment, inner);
    target = inner;
  }
}

function openItem(open: OpenResponse, index: number): OpenObject {
  const item = open.items.get(index) ?? { type: "message", role: "assistant", content: [] };
  open.items.set(index, item);
  return item;
}

function addText(open: OpenResponse, index: number, { slotPath, text }: StreamDelta, isWhole: boolean): void {
  const path = parsePath(slotPath).slice(2);
  change(openItem(open, index), path, (known) => (isWhole ? text : (asString(known) ?? "") + text));
}

function addPart(open: OpenResponse, type: string, index: number, event: JsonObject): void {
  const list = type.startsWith("response.reasoning_summary") ? "summary" : "content";
  const at = asIndex(event[list === "summary" ? "summary_index" : "content_index"]);
  const part = asObject(event.part);
  if (part !== null) change(openItem(open, index), [list, at], () => copyObject(part));
}

/** Work of tools says how far it is in events of its own. */
function addStatus(open: OpenResponse, type: string, index: number): void {
  const [, tool, status = ""] = /^response\.(\w+_call)\.(\w+)$/.exec(type) ?? [];
  const item = open.items.get(index);
  if (tool !== undefined && item?.type === tool && status !== "partial_image") item.status = status;
}

function addToItem(open: OpenResponse, name: string | null, type: string, event: JsonObject): void {
  const index = asIndex(event.output_index);
  if (isObject(event.item)) open.items.set(index, copyObject(event.item));
  else if (/^response\.\w+_part\.(?:added|done)$/.test(type)) addPart(open, type, index, event);
  else if (type === "response.output_text.annotation.added") {
    const path = ["content", asIndex(event.content_index), "annotations", asIndex(event.annotation_index)];
    change(openItem(open, index), path, () => event.annotation ?? null);
  } else {
    const { deltas, copies } = open.read(name, event);
    for (const delta of deltas) addText(open, index, delta, false);
    for (const copy of copies) addText(open, index, copy, true);
    addStatus(open, type, index);
  }
}

function addEvent(open: OpenResponse, name: string | null, event: JsonObject): void {
  const type = asString(event.type) ?? name ?? "";
  if (type === "error") open.error = event.error ?? event;
  if (!isObject(event.response)) {
    addToItem(open, name, type, event);
    return;
  }
  open.response = event.response;
  const end = /^response\.(completed|incomplete|failed)$/.exec(type)?.[1];
  if (end === "completed" || end === "incomplete" || end === "failed") open.end = end;
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
export function assembleResponse(events: Iterable<SseEvent>): AssembledStream {
  const read = createResponsesReader();
  const open: OpenResponse = { response: null, items: new Map(), read, end: null, error: null };
  for (const { name, data } of events) {
    const event = tryParseJson(data);
    if (isObject(event)) addEvent(open, name, event);
  }
  return finish(open);
}
