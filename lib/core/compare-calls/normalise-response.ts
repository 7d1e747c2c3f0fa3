import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { IdNumbers, normaliseItem, normaliseMessage } from "./normalise-request";

/** Reasons to stop that mean the same in all dialects. */
const stopReasons: Readonly<Record<string, string>> = {
  stop: "end",
  end_turn: "end",
  completed: "end",
  stop_sequence: "stop sequence",
  length: "length",
  max_tokens: "length",
  incomplete: "length",
  tool_calls: "tool calls",
  tool_use: "tool calls",
  function_call: "tool calls",
  content_filter: "refused",
  refusal: "refused",
};

function normaliseStop(reason: Json | undefined): Json {
  const text = asString(reason);
  return text === null ? null : (stopReasons[text] ?? text);
}

function readMessages(body: JsonObject): { messages: Json[]; stop: Json } {
  const ids = new IdNumbers();
  if (Array.isArray(body.choices)) {
    const choices = asArray(body.choices).map(asObject);
    const messages = choices.flatMap((choice) => {
      const message = asObject(choice?.message);
      if (message !== null) return normaliseMessage(message, ids);
      return [{ role: "assistant", content: asString(choice?.text) }];
    });
    return { messages, stop: normaliseStop(choices[0]?.finish_reason) };
  }
  if (Array.isArray(body.output)) {
    const messages = asArray(body.output).flatMap((item) => normaliseItem(item, ids));
    const hasCalls = messages.some((message) => asObject(message)?.tool_calls !== undefined);
    return { messages, stop: hasCalls ? "tool calls" : normaliseStop(body.status) };
  }
  return { messages: normaliseMessage(body, ids), stop: normaliseStop(body.stop_reason) };
}

/** An answer of any dialect in one shape: model, messages, why it stopped. Errors and other bodies stay as they are. */
export function normaliseResponse(body: Json): Json {
  if (!isObject(body) || body.error != null) return body;
  const isAnswer = Array.isArray(body.choices) || Array.isArray(body.output) || Array.isArray(body.content);
  if (!isAnswer) return body;
  const { messages, stop } = readMessages(body);
  return { model: body.model ?? null, messages, stop };
}
