/** What the events of a Responses stream mean for texts: each text comes as deltas and then whole, up to four times. */
import type { SlotKind } from "../contracts/policy";
import { asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import type { Json, SlotValue, StreamCloser, StreamDelta, StreamFacts, StreamReader } from "./dialect-adapter";
import { addNamedSlots } from "./openai-chat-slots";
import { noFacts } from "./openai-chat-stream";
import { addItem, listOutputSlots } from "./openai-responses-slots";
import { toCopies } from "./stream-copies";

interface GrowingText {
  readonly kind: SlotKind;
  readonly format: "text" | "json";
  /** Key of the text in its `.done` event. */
  readonly key: string;
  readonly locate: (event: JsonObject) => string;
}

/** Positions that a stream names are used in paths, so they must be positions. */
export function asIndex(value: Json | undefined): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0;
}

function part(list: "content" | "summary", index: string, key: string): (event: JsonObject) => string {
  return (event) => `.${list}[${asIndex(event[index])}].${key}`;
}

const growing: ReadonlyMap<string, GrowingText> = new Map<string, GrowingText>([
  ["output_text", { kind: "assistant", format: "text", key: "text", locate: part("content", "content_index", "text") }],
  ["refusal", { kind: "refusal", format: "text", key: "refusal", locate: part("content", "content_index", "refusal") }],
  [
    "reasoning_summary_text",
    { kind: "reasoning", format: "text", key: "text", locate: part("summary", "summary_index", "text") },
  ],
  [
    "reasoning_text",
    { kind: "reasoning", format: "text", key: "text", locate: part("content", "content_index", "text") },
  ],
  ["function_call_arguments", { kind: "tool-arguments", format: "json", key: "arguments", locate: () => ".arguments" }],
  ["mcp_call_arguments", { kind: "tool-arguments", format: "json", key: "arguments", locate: () => ".arguments" }],
  ["custom_tool_call_input", { kind: "tool-arguments", format: "text", key: "input", locate: () => ".input" }],
  ["code_interpreter_call_code", { kind: "tool-arguments", format: "text", key: "code", locate: () => ".code" }],
  [
    "shell_call_command",
    {
      kind: "tool-arguments",
      format: "text",
      key: "command",
      locate: ({ command_index: index }) => `.action.commands[${asIndex(index)}]`,
    },
  ],
  [
    "apply_patch_call_operation_diff",
    { kind: "tool-arguments", format: "text", key: "diff", locate: () => ".operation.diff" },
  ],
]);

const finals = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Position of an event's item: by index, because some providers change ids with every event. */
function outputPath(event: JsonObject): string {
  return `output[${asIndex(event.output_index)}]`;
}

function readGrowing(event: JsonObject, type: string): StreamFacts {
  const [, name = "", step = ""] = /^response\.(\w+)\.(delta|done)$/.exec(type) ?? [];
  const text = growing.get(name);
  if (text === undefined) return noFacts;
  const { kind, format, key, locate } = text;
  const slotPath = outputPath(event) + locate(event);
  const eventPath = step === "delta" ? "delta" : key;
  const value = asString(event[eventPath]);
  if (value === null) return noFacts;
  const delta: StreamDelta = { slotPath, eventPath, kind, format, text: value };
  return step === "delta" ? { ...noFacts, deltas: [delta] } : { deltas: [], copies: [delta], ends: [slotPath] };
}

function readPart(event: JsonObject, type: string): StreamFacts {
  const list = type.startsWith("response.reasoning_summary") ? "summary" : "content";
  const index = asIndex(event[list === "summary" ? "summary_index" : "content_index"]);
  const content = asObject(event.part);
  if (content === null || !type.endsWith(".done")) return noFacts;
  const root = `${outputPath(event)}.${list}[${index}]`;
  const kind = content.type === "output_text" ? "assistant" : content.type === "refusal" ? "refusal" : "reasoning";
  const slots: SlotValue[] = [];
  for (const key of ["text", "refusal"] as const) {
    const text = asString(content[key]);
    if (text !== null) slots.push({ path: `.${key}`, kind, format: "text", text });
  }
  addNamedSlots(slots, ".annotations", kind, content.annotations);
  return { deltas: [], copies: toCopies(slots, { slotRoot: root, eventRoot: "part" }), ends: [`${root}.`] };
}

function readItem(event: JsonObject, isDone: boolean): StreamFacts {
  const item = asObject(event.item);
  if (item === null) return noFacts;
  const slots: SlotValue[] = [];
  addItem(slots, "", item);
  const root = outputPath(event);
  return {
    deltas: [],
    copies: toCopies(slots, { slotRoot: root, eventRoot: "item" }),
    ends: isDone ? [`${root}.`] : [],
  };
}

/** What a text cites, which comes once by itself and then with the text's copies. */
function readAnnotation(event: JsonObject): StreamFacts {
  const slots: SlotValue[] = [];
  addNamedSlots(slots, "annotation", "assistant", event.annotation);
  const place = `.content[${asIndex(event.content_index)}].annotations[${asIndex(event.annotation_index)}]`;
  const slotRoot = outputPath(event) + place;
  return { ...noFacts, copies: toCopies(slots, { listedRoot: "annotation", slotRoot, eventRoot: "annotation" }) };
}

/** The reader of one Responses stream. */
export function createResponsesReader(): StreamReader {
  return (name, data) => {
    const event = asObject(data);
    if (event === null) return noFacts;
    const type = asString(event.type) ?? name ?? "";
    if (type === "response.output_item.added" || type === "response.output_item.done") {
      return readItem(event, type.endsWith(".done"));
    }
    if (/^response\.\w+_part\./.test(type)) return readPart(event, type);
    if (type === "response.output_text.annotation.added") return readAnnotation(event);
    if (!isObject(event.response)) return readGrowing(event, type);
    const copies = toCopies(listOutputSlots(event.response), { slotRoot: "", eventRoot: "response." });
    return { deltas: [], copies, ends: finals.has(type) ? ["output["] : [] };
  };
}

/** Ends a Responses stream as `incomplete`, filtered. What was said stays with the client; nothing of it is said again. */
export function createResponsesCloser(): StreamCloser {
  let response: JsonObject = { id: "resp_blocked", object: "response" };
  let sequence = -1;
  return {
    observe: (_name, data) => {
      const event = asObject(data);
      response = asObject(event?.response) ?? response;
      sequence = asNumber(event?.sequence_number) ?? sequence;
    },
    close: () => {
      const details: Json = { reason: "content_filter" };
      const body = { ...response, status: "incomplete", incomplete_details: details, output: [], usage: null };
      const event = { type: "response.incomplete", sequence_number: sequence + 1, response: body };
      return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    },
  };
}
