import { asArray, asObject, type JsonObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { namedEvent, mapTokens, type ReplyContext } from "./demo-reply";
import type { Piece } from "./pace-answer";
import { hex } from "./seeded-random";

/** Settings that a response repeats, with what it says when the request was silent. */
const settings: JsonObject = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: true,
  temperature: 1,
  text: { format: { type: "text" }, verbosity: "medium" },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
};

function buildUsage({ request, answers }: ReplyContext): Json {
  const [{ outputTokens, thinkingTokens }] = answers;
  return {
    input_tokens: request.inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: thinkingTokens },
    total_tokens: request.inputTokens + outputTokens,
  };
}

function listItems({ answers, random }: ReplyContext): JsonObject[] {
  const [{ thinking, text, toolCall }] = answers;
  const id = (prefix: string): string => `${prefix}_${random.characters(50, hex)}`;
  const items: JsonObject[] = [];
  if (thinking !== null) {
    items.push({ id: id("rs"), type: "reasoning", summary: [{ type: "summary_text", text: thinking }] });
  }
  if (toolCall === null) {
    const content = [{ type: "output_text", annotations: [], logprobs: [], text }];
    items.push({ id: id("msg"), type: "message", status: "completed", content, role: "assistant" });
  } else {
    const { name, argumentsJson } = toolCall;
    const callId = `call_${random.characters(24)}`;
    items.push({
      id: id("fc"),
      type: "function_call",
      status: "completed",
      arguments: argumentsJson,
      call_id: callId,
      name,
    });
  }
  return items;
}

/** The envelope of a response in progress; the answers' states come on top. */
function buildEnvelope(context: ReplyContext, body: JsonObject): JsonObject {
  const given = Object.keys(settings).filter((key) => body[key] !== undefined && body[key] !== null);
  return {
    id: `resp_${context.random.characters(50, hex)}`,
    object: "response",
    created_at: context.createdAt,
    status: "in_progress",
    error: null,
    incomplete_details: null,
    model: context.request.model,
    output: [],
    ...settings,
    ...Object.fromEntries(given.map((key) => [key, body[key] ?? null])),
    service_tier: "default",
    usage: null,
  };
}

function finish(context: ReplyContext, envelope: JsonObject, output: readonly JsonObject[]): JsonObject {
  const isCut = context.answers[0].stop === "length";
  return {
    ...envelope,
    status: isCut ? "incomplete" : "completed",
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    output,
    usage: buildUsage(context),
  };
}

/** The whole body of a response. */
export function buildResponseBody(context: ReplyContext, body: JsonObject): Json {
  const envelope = buildEnvelope(context, body);
  return finish(context, envelope, listItems(context));
}

type WriteEvent = (type: string, fields: JsonObject, tokens?: number) => Piece;

function writeMessage(item: JsonObject, place: JsonObject, write: WriteEvent): Piece[] {
  const part = asObject(asArray(item.content)[0]) ?? {};
  const text = typeof part.text === "string" ? part.text : "";
  const at = { ...place, content_index: 0 };
  return [
    write("response.content_part.added", { ...at, part: { ...part, text: "" } }),
    ...mapTokens(text, (delta) => write("response.output_text.delta", { ...at, delta, logprobs: [] }, 1)),
    write("response.output_text.done", { ...at, text, logprobs: [] }),
    write("response.content_part.done", { ...at, part }),
  ];
}

function writeReasoning(item: JsonObject, place: JsonObject, write: WriteEvent): Piece[] {
  const part = asObject(asArray(item.summary)[0]) ?? {};
  const text = typeof part.text === "string" ? part.text : "";
  const at = { ...place, summary_index: 0 };
  return [
    write("response.reasoning_summary_part.added", { ...at, part: { ...part, text: "" } }),
    ...mapTokens(text, (delta) => write("response.reasoning_summary_text.delta", { ...at, delta }, 1)),
    write("response.reasoning_summary_text.done", { ...at, text }),
    write("response.reasoning_summary_part.done", { ...at, part }),
  ];
}

function writeFunctionCall(item: JsonObject, place: JsonObject, write: WriteEvent): Piece[] {
  const text = typeof item.arguments === "string" ? item.arguments : "";
  return [
    ...mapTokens(text, (delta) => write("response.function_call_arguments.delta", { ...place, delta }, 1)),
    write("response.function_call_arguments.done", { ...place, arguments: text }),
  ];
}

const kinds = {
  message: { write: writeMessage, empty: { content: [], status: "in_progress" } },
  reasoning: { write: writeReasoning, empty: { summary: [] } },
  function_call: { write: writeFunctionCall, empty: { arguments: "", status: "in_progress" } },
} as const;

function writeItem(item: JsonObject, index: number, write: WriteEvent): Piece[] {
  const kind = kinds[item.type as keyof typeof kinds];
  const place = { item_id: item.id ?? null, output_index: index };
  return [
    write("response.output_item.added", { output_index: index, item: { ...item, ...kind.empty } }),
    ...kind.write(item, place, write),
    write("response.output_item.done", { output_index: index, item }),
  ];
}

/** The events of a streamed response. */
export function buildResponseEvents(context: ReplyContext, body: JsonObject): Piece[] {
  let sequence = 0;
  const write: WriteEvent = (type, fields, tokens = 0) =>
    namedEvent({ type, sequence_number: sequence++, ...fields }, tokens);
  const envelope = buildEnvelope(context, body);
  const output = listItems(context);
  const opening = [
    write("response.created", { response: envelope }),
    write("response.in_progress", { response: envelope }),
  ];
  const items = output.flatMap((item, index) => writeItem(item, index, write));
  const ending = context.answers[0].stop === "length" ? "response.incomplete" : "response.completed";
  return [...opening, ...items, write(ending, { response: finish(context, envelope, output) })];
}
