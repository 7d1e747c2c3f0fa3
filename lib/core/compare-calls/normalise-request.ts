import type { Json } from "../dialects/dialect-adapter";
import {
  asArray,
  asObject,
  asString,
  isObject,
  tryParseJson,
  type JsonObject,
  type OpenObject,
} from "../json/json-access";

/** Gives tool call ids their number in the call: two calls never share ids, and the ids say nothing. */
export class IdNumbers {
  private readonly numbers = new Map<string, string>();

  of(id: Json | undefined): Json {
    if (typeof id !== "string") return null;
    const known = this.numbers.get(id) ?? `call ${String(this.numbers.size + 1)}`;
    this.numbers.set(id, known);
    return known;
  }
}

/** Text of a content: a string, or its text blocks joined. */
function readText(content: Json | undefined): string | null {
  if (typeof content === "string") return content;
  const texts = asArray(content).flatMap((block) => asString(asObject(block)?.text) ?? []);
  return texts.length === 0 ? null : texts.join("\n");
}

/** Blocks that are neither text nor tools (images, files, thinking), by type. */
function readOther(content: Json | undefined): Json[] {
  return asArray(content).filter((block) => {
    const object = asObject(block);
    const type = asString(object?.type) ?? "";
    return (
      object !== null && typeof object.text !== "string" && !type.endsWith("tool_use") && !type.endsWith("tool_result")
    );
  });
}

function toArguments(value: Json | undefined): Json {
  return (typeof value === "string" ? tryParseJson(value) : undefined) ?? value ?? null;
}

interface ToolCall {
  readonly id: Json | undefined;
  readonly name: Json | undefined;
  readonly input: Json | undefined;
}

function listToolCalls(message: JsonObject): ToolCall[] {
  const chat = asArray(message.tool_calls).map((call): ToolCall => {
    const object = asObject(call);
    const body = asObject(object?.function);
    return { id: object?.id, name: body?.name, input: body?.arguments };
  });
  const blocks = asArray(message.content).flatMap((block): ToolCall[] => {
    const object = asObject(block);
    return object?.type === "tool_use" ? [{ id: object.id, name: object.name, input: object.input }] : [];
  });
  return [...chat, ...blocks];
}

/** One message of either dialect; results of tools become messages of their own. */
export function normaliseMessage(message: JsonObject, ids: IdNumbers): Json[] {
  const results = asArray(message.content).flatMap((block): Json[] => {
    const object = asObject(block);
    if (object?.type !== "tool_result") return [];
    return [{ role: "tool", tool_call: ids.of(object.tool_use_id), content: readText(object.content) }];
  });
  const role = asString(message.role) ?? "assistant";
  if (role === "tool") return [{ role, tool_call: ids.of(message.tool_call_id), content: readText(message.content) }];
  const content = readText(message.content);
  const calls = listToolCalls(message).map(({ id, name, input }): Json => ({
    id: ids.of(id),
    name: name ?? null,
    arguments: toArguments(input),
  }));
  const other = readOther(message.content);
  if (content === null && calls.length === 0 && other.length === 0) return results;
  const own: OpenObject = { role, content };
  if (calls.length > 0) own.tool_calls = calls;
  if (other.length > 0) own.other = other;
  return [...results, own];
}

/** An item of the Responses API. */
export function normaliseItem(item: Json, ids: IdNumbers): Json[] {
  const object = asObject(item);
  if (object === null) return [];
  const type = asString(object.type) ?? "message";
  if (type === "function_call") {
    const call = { id: ids.of(object.call_id), name: object.name ?? null, arguments: toArguments(object.arguments) };
    return [{ role: "assistant", content: null, tool_calls: [call] }];
  }
  if (type === "function_call_output") {
    return [{ role: "tool", tool_call: ids.of(object.call_id), content: readText(object.output) }];
  }
  return type === "message"
    ? normaliseMessage(object, ids)
    : [{ role: type, content: readText(object.content ?? object.summary) }];
}

function normaliseTool(tool: Json): Json {
  const object = asObject(tool);
  const body = asObject(object?.function) ?? object;
  if (body === null) return tool;
  return {
    name: body.name ?? body.type ?? null,
    description: body.description ?? null,
    parameters: body.parameters ?? body.input_schema ?? null,
  };
}

const limitNames = new Set(["max_tokens", "max_completion_tokens", "max_output_tokens"]);
const conversation = new Set([
  "model",
  "messages",
  "system",
  "instructions",
  "input",
  "tools",
  "stream",
  "stream_options",
]);
const stopNames = new Set(["stop", "stop_sequences"]);

function normaliseParameters(body: JsonObject): OpenObject {
  const parameters: OpenObject = {};
  for (const [key, value] of Object.entries(body)) {
    if (conversation.has(key)) continue;
    if (limitNames.has(key)) parameters.max_output_tokens = value;
    else if (stopNames.has(key)) parameters.stop = typeof value === "string" ? [value] : value;
    else parameters[key] = value;
  }
  return parameters;
}

function isSystem(message: Json): boolean {
  const role = asObject(message)?.role;
  return role === "system" || role === "developer";
}

/** A request of any dialect in one shape: model, system, messages, tools, parameters. Other bodies stay as they are. */
export function normaliseRequest(body: Json): Json {
  if (!isObject(body)) return body;
  const ids = new IdNumbers();
  const own = asArray(body.messages).flatMap((message) => {
    const object = asObject(message);
    return object === null ? [] : normaliseMessage(object, ids);
  });
  const input = typeof body.input === "string" ? [{ role: "user", content: body.input }] : asArray(body.input);
  const all = [...own, ...input.flatMap((item) => normaliseItem(item, ids))];
  const system = [
    readText(body.system) ?? asString(body.instructions),
    ...all.filter(isSystem).map((message) => asString(asObject(message)?.content)),
  ].filter((text) => text !== null);
  return {
    model: body.model ?? null,
    system: system.length === 0 ? null : system.join("\n"),
    messages: all.filter((message) => !isSystem(message)),
    tools: asArray(body.tools).map(normaliseTool),
    parameters: normaliseParameters(body),
  };
}
