import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, isObject, tryParseJson, type JsonObject } from "../json/json-access";
import { joinPath } from "../json/json-path";
import type { PartKind, TurnPart } from "./turn";

/** Words that somebody wrote. */
export function toText(path: string, text: string, kind: PartKind = "text", label: string | null = null): TurnPart {
  return { path, kind, label, id: `${kind}:${label ?? ""}`, text, isCode: false };
}

function printValue(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function toData(path: string, label: string | null, value: Json): TurnPart {
  return { path, kind: "data", label, id: `data:${label ?? ""}`, text: printValue(value), isCode: true };
}

/** The fields of an object that nothing else shows. */
export function readFields(path: string, object: JsonObject, shown: readonly string[]): TurnPart[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (shown.includes(key)) return [];
    const text = printValue(value);
    return [{ path: joinPath(path, key), kind: "field" as const, label: key, id: `field:${key}`, text, isCode: true }];
  });
}

interface ToolCall {
  readonly path: string;
  readonly name: string | null;
  readonly id: string | null;
  readonly input: Json | undefined;
}

function toToolCall({ path, name, id, input }: ToolCall): TurnPart {
  const text = input === undefined ? "" : printValue(input);
  return { path, kind: "tool-call", label: name, id: `tool-call:${id ?? name ?? ""}`, text, isCode: true };
}

/** A result of a tool: text, or blocks of which each is a part. */
function readResult(path: string, content: Json | undefined, label: string | null): TurnPart[] {
  if (typeof content === "string") {
    const isCode = tryParseJson(content) !== undefined;
    return [{ path, kind: "tool-result", label, id: `tool-result:${label ?? ""}`, text: content, isCode }];
  }
  if (!Array.isArray(content)) return content === undefined || content === null ? [] : [toData(path, label, content)];
  return (content as readonly Json[]).flatMap((block, index) =>
    readBlock(`${path}[${index}]`, block).map((part) =>
      part.kind === "text" ? { ...part, kind: "tool-result" as const, label } : part,
    ),
  );
}

function readReasoning(path: string, block: JsonObject): TurnPart[] {
  const pieces = [...["summary", "content", "thinking"].entries()].flatMap(([, key]) =>
    asArray(block[key]).flatMap((piece, index) => {
      const text = asString(asObject(piece)?.text);
      return text === null ? [] : [toText(`${path}.${key}[${index}].text`, text, "reasoning")];
    }),
  );
  if (typeof block.thinking === "string") pieces.push(toText(`${path}.thinking`, block.thinking, "reasoning"));
  return pieces;
}

type BlockReader = (
  path: string,
  block: JsonObject,
) => { readonly parts: readonly TurnPart[]; readonly shown: string[] };

const readToolUse: BlockReader = (path, block) => {
  const key = ["input", "arguments", "code", "action"].find((known) => block[known] !== undefined) ?? "input";
  const name = asString(block.name) ?? asString(block.type);
  const id = asString(block.call_id) ?? asString(block.id);
  const call = toToolCall({ path: `${path}.${key}`, name, id, input: block[key] });
  return { parts: [call], shown: [key, "name"] };
};

const readToolResult: BlockReader = (path, block) => {
  const key = block.output === undefined ? "content" : "output";
  const label = asString(block.tool_use_id) ?? asString(block.call_id);
  return { parts: readResult(`${path}.${key}`, block[key], label), shown: [key] };
};

function chooseReader(block: JsonObject): BlockReader | null {
  const type = asString(block.type) ?? "";
  if (type.endsWith("_result") || type.endsWith("_output")) return readToolResult;
  if (type.endsWith("tool_use") || type.endsWith("_call")) return readToolUse;
  if (type === "thinking" || type === "reasoning") {
    return (path, value) => ({
      parts: readReasoning(path, value),
      shown: ["thinking", "summary", ...(Array.isArray(value.content) ? ["content"] : [])],
    });
  }
  if (typeof block.text === "string") {
    return (path, value) => ({ parts: [toText(`${path}.text`, asString(value.text) ?? "")], shown: ["text"] });
  }
  if (typeof block.refusal === "string") {
    return (path, value) => ({
      parts: [toText(`${path}.refusal`, asString(value.refusal) ?? "", "refusal")],
      shown: ["refusal"],
    });
  }
  return null;
}

/** One block of content, of whatever type. */
export function readBlock(path: string, block: Json): TurnPart[] {
  if (typeof block === "string") return [toText(path, block)];
  if (!isObject(block)) return [toData(path, null, block)];
  const read = chooseReader(block);
  if (read === null) return [toData(path, asString(block.type), block)];
  const { parts, shown } = read(path, block);
  return [...parts, ...readFields(path, block, shown)];
}

function readToolCalls(path: string, message: JsonObject): TurnPart[] {
  const calls = asArray(message.tool_calls).flatMap((call, index) => {
    const object = asObject(call);
    const at = `${path}.tool_calls[${index}]`;
    if (object === null) return [toData(at, null, call)];
    const key = object.custom === undefined ? "function" : "custom";
    const body = asObject(object[key]);
    const field = key === "custom" ? "input" : "arguments";
    const name = asString(body?.name);
    return [
      toToolCall({ path: `${at}.${key}.${field}`, name, id: asString(object.id), input: body?.[field] }),
      ...readFields(at, object, [key]),
      ...(body === null ? [] : readFields(`${at}.${key}`, body, [field])),
    ];
  });
  const old = asObject(message.function_call);
  if (old === null) return calls;
  const name = asString(old.name);
  return [...calls, toToolCall({ path: `${path}.function_call.arguments`, name, id: null, input: old.arguments })];
}

/** The parts of a message, in the order in which people read them: thoughts, words, calls, the rest. */
export function readMessageParts(path: string, message: JsonObject): TurnPart[] {
  const shown = ["content", "role"];
  const parts: TurnPart[] = [];
  for (const key of ["reasoning_content", "reasoning"]) {
    const value = message[key];
    if (typeof value !== "string") continue;
    shown.push(key);
    parts.push(toText(`${path}.${key}`, value, "reasoning"));
  }
  const isResult = message.role === "tool" || message.role === "function";
  const content = message.content;
  if (isResult) parts.push(...readResult(`${path}.content`, content, asString(message.tool_call_id)));
  else if (typeof content === "string") parts.push(toText(`${path}.content`, content));
  else if (isObject(content)) parts.push(toData(`${path}.content`, "content", content));
  else parts.push(...asArray(content).flatMap((block, index) => readBlock(`${path}.content[${index}]`, block)));
  if (typeof message.refusal === "string") {
    shown.push("refusal");
    parts.push(toText(`${path}.refusal`, message.refusal, "refusal"));
  }
  const calls = readToolCalls(path, message);
  if (calls.length > 0) shown.push("tool_calls", "function_call");
  return [...parts, ...calls, ...readFields(path, message, shown)];
}
