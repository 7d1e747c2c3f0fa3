/** Reads bodies of every dialect as what people see in them: turns of a conversation, made of parts, and other fields. */
import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import type { Turn, TurnPart } from "./turn";
import { readBlock, readFields, readMessageParts, toText } from "./read-turn-parts";

function readTextOrBlocks(path: string, value: Json | undefined): TurnPart[] {
  if (typeof value === "string") return [toText(path, value)];
  return asArray(value).flatMap((block, index) => readBlock(`${path}[${index}]`, block));
}

function readMessage(path: string, message: Json, role?: string): Turn {
  const object = asObject(message);
  if (object === null) return { path, role: role ?? "unknown", parts: readBlock(path, message), source: message };
  return {
    path,
    role: role ?? asString(object.role) ?? "assistant",
    parts: readMessageParts(path, object),
    source: message,
  };
}

/** An item of the Responses API: a message, or something that a tool or the model did. */
function readItem(path: string, item: Json): Turn {
  const object = asObject(item);
  if (object === null) return readMessage(path, item, "input");
  const type = asString(object.type) ?? "message";
  if (type === "message") return readMessage(path, object);
  const role = type.endsWith("_output") ? "tool" : "assistant";
  return { path, role, parts: readBlock(path, object), source: item };
}

function readChoice(path: string, choice: Json): Turn {
  const object = asObject(choice);
  if (object === null) return readMessage(path, choice, "assistant");
  const message = asObject(object.message);
  const parts = [
    ...(typeof object.text === "string" ? [toText(`${path}.text`, object.text)] : []),
    ...(message === null ? [] : readMessageParts(`${path}.message`, message)),
    ...readFields(path, object, ["message", "text"]),
  ];
  return { path, role: asString(message?.role) ?? "assistant", parts, source: choice };
}

function readError(path: string, error: Json): Turn {
  const message = asString(asObject(error)?.message) ?? asString(error);
  const object = asObject(error);
  const parts = [
    ...(message === null ? [] : [toText(object === null ? path : `${path}.message`, message)]),
    ...(object === null ? [] : readFields(path, object, ["message"])),
  ];
  return { path, role: "error", parts, source: error };
}

type FieldReader = (value: Json, body: JsonObject) => Turn[];

const readList =
  (key: string, read: (path: string, item: Json) => Turn): FieldReader =>
  (value) =>
    asArray(value).map((item, index) => read(`${key}[${index}]`, item));

/** Top-level fields that hold conversation; all others are shown by name. */
const conversationFields: Readonly<Record<string, FieldReader>> = {
  system: (value) => [{ path: "system", role: "system", parts: readTextOrBlocks("system", value), source: value }],
  instructions: (value) =>
    typeof value === "string"
      ? [{ path: "instructions", role: "system", parts: [toText("instructions", value)], source: value }]
      : [],
  messages: readList("messages", (path, message) => readMessage(path, message)),
  input: (value) =>
    typeof value === "string"
      ? [{ path: "input", role: "user", parts: [toText("input", value)], source: value }]
      : readList("input", readItem)(value, {}),
  prompt: (value) => [{ path: "prompt", role: "user", parts: readTextOrBlocks("prompt", value), source: value }],
  choices: readList("choices", readChoice),
  content: (value, body) => [
    {
      path: "content",
      role: asString(body.role) ?? "assistant",
      parts: readTextOrBlocks("content", value),
      source: value,
    },
  ],
  output: readList("output", readItem),
  error: (value) => (value === null ? [] : [readError("error", value)]),
};

/** The body as turns in order, its other fields last. Total: whatever is not known is shown as data. */
export function readTurns(body: Json): Turn[] {
  if (!isObject(body)) {
    return [{ path: "", role: "fields", parts: readBlock("", body), source: body }];
  }
  const turns: Turn[] = [];
  const known: string[] = [];
  for (const [key, read] of Object.entries(conversationFields)) {
    const value = body[key];
    if (value === undefined || !Object.hasOwn(body, key)) continue;
    const found = read(value, body);
    if (found.length === 0) continue;
    known.push(key);
    turns.push(...found);
  }
  const fields = readFields("", body, known);
  if (fields.length > 0) turns.push({ path: "", role: "fields", parts: fields, source: "fields" });
  return turns;
}
