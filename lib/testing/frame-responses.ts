/** A Responses stream with every kind of item whose pieces the official SDK puts together, framed as the vendor does. */
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { JsonObject } from "@/lib/core/json/json-access";

type Event = JsonObject & { readonly type: string };

const base: JsonObject = { id: "resp_1", object: "response", created_at: 1, model: "demo", output: [], usage: null };

/** One kind of work that grows: where its text is in the item, and what its events are called. */
interface Growth {
  readonly type: string;
  readonly item: JsonObject;
  readonly text?: string;
  readonly delta?: string;
  /** Of the event that says the whole text, and of the item. */
  readonly key?: string;
  readonly states?: readonly string[];
}

function listGrowths(text: string): Growth[] {
  const json = JSON.stringify({ to: text });
  const call = { name: "f", call_id: "c" };
  const called = ["in_progress", "failed"];
  const ran = ["in_progress", "interpreting", "completed"];
  const searched = ["in_progress", "searching", "completed"];
  return [
    { type: "function_call", item: call, text: json, delta: "function_call_arguments", key: "arguments" },
    { type: "custom_tool_call", item: call, text, delta: "custom_tool_call_input", key: "input" },
    { type: "mcp_call", item: call, text: json, delta: "mcp_call_arguments", key: "arguments", states: called },
    { type: "code_interpreter_call", item: {}, text, delta: "code_interpreter_call_code", key: "code", states: ran },
    { type: "web_search_call", item: { action: { query: text } }, states: searched },
  ];
}

function frameGrowth({ type, item, text = "", delta = "", key, states = [] }: Growth, output_index: number): Event[] {
  const at = { item_id: `item_${output_index}`, output_index };
  const full = (said: string): JsonObject => ({ id: at.item_id, type, ...item, ...(key && { [key]: said }) });
  const progress = states.map((state): Event => ({ type: `response.${type}.${state}`, ...at }));
  const pieces = (text.match(/[^]{1,3}/g) ?? []).map((piece) => ({
    type: `response.${delta}.delta`,
    ...at,
    delta: piece,
  }));
  return [
    { type: "response.output_item.added", output_index, item: { ...full(""), status: "in_progress" } },
    ...progress.slice(0, -1),
    ...pieces,
    ...(key === undefined ? [] : [{ type: `response.${delta}.done`, ...at, [key]: text }]),
    ...progress.slice(-1),
    { type: "response.output_item.done", output_index, item: { ...full(text), status: "completed" } },
  ];
}

/** A part of a message or of reasoning. */
interface Part {
  readonly type: "output_text" | "refusal" | "reasoning_text" | "summary_text";
  readonly text: string;
  readonly annotations?: readonly JsonObject[];
}

function framePart({ type, text, annotations = [] }: Part, output_index: number, index: number): Event[] {
  const isSummary = type === "summary_text";
  const event = isSummary ? "response.reasoning_summary_part" : "response.content_part";
  const at = { item_id: `item_${output_index}`, output_index, [isSummary ? "summary_index" : "content_index"]: index };
  const key = type === "refusal" ? "refusal" : "text";
  const part = (said: string, notes: readonly Json[]): JsonObject => {
    return { type, [key]: said, ...(type === "output_text" && { annotations: notes, logprobs: [] }) };
  };
  const name = isSummary ? "reasoning_summary_text" : type;
  return [
    { type: `${event}.added`, ...at, part: part("", []) },
    ...(text.match(/[^]{1,4}/g) ?? []).map((delta) => ({ type: `response.${name}.delta`, ...at, delta })),
    ...annotations.map((annotation, annotation_index) => {
      return { type: "response.output_text.annotation.added", ...at, annotation_index, annotation };
    }),
    { type: `response.${name}.done`, ...at, [key]: text },
    { type: `${event}.done`, ...at, part: part(text, annotations) },
  ];
}

function frameParted(type: "message" | "reasoning", parts: readonly Part[], output_index: number): Event[] {
  const list = parts[0]?.type === "summary_text" ? "summary" : "content";
  const events = parts.map((part, index) => framePart(part, output_index, index));
  const done = events.map((some) => some.at(-1)?.part ?? null);
  const item = { id: `item_${output_index}`, type, ...(type === "message" && { role: "assistant" }), summary: [] };
  return [
    { type: "response.output_item.added", output_index, item: { ...item, status: "in_progress", [list]: [] } },
    ...events.flat(),
    { type: "response.output_item.done", output_index, item: { ...item, status: "completed", [list]: done } },
  ];
}

/** The events of a stream in which everything says this text. */
export function listEveryItem(text: string): Event[] {
  const annotation = { type: "url_citation", url: "https://example.com", title: text, start_index: 0, end_index: 1 };
  const items = [
    frameParted(
      "reasoning",
      [
        { type: "summary_text", text },
        { type: "summary_text", text },
      ],
      0,
    ),
    frameParted("reasoning", [{ type: "reasoning_text", text }], 1),
    frameParted("message", [{ type: "output_text", text, annotations: [annotation, annotation] }], 2),
    frameParted(
      "message",
      [
        { type: "output_text", text },
        { type: "refusal", text },
      ],
      3,
    ),
    ...listGrowths(text).map((growth, order) => frameGrowth(growth, order + 4)),
  ];
  const output = items.map((events) => events.at(-1)?.item ?? null);
  const events: Event[] = [
    { type: "response.created", response: { ...base, status: "in_progress" } },
    ...items.flat(),
    { type: "response.completed", response: { ...base, status: "completed", output } },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** Events as bytes. */
export function frameEvents(events: readonly Event[]): Uint8Array {
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return new TextEncoder().encode(text);
}
