import { asArray, asNumber, asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoProblem, DemoRequest, DemoTool } from "./demo-request";
import { countTokens } from "./split-tokens";

const mostChoices = 8;
const anyObject: Json = { type: "object", properties: { answer: { type: "string" } } };

/** Text of a content that is a string or an array of parts. */
export function readContentText(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((part) => asString(asObject(part)?.text) ?? asString(asObject(part)?.refusal) ?? "")
    .filter((text) => text !== "")
    .join("\n");
}

/** `stop` may be one string or several. */
export function readStops(stop: Json | undefined): string[] {
  return (typeof stop === "string" ? [stop] : asArray(stop)).filter((item) => typeof item === "string");
}

/** Tools that `tool_choice` leaves; `nameOf` finds the name in an object-shaped choice. */
export function chooseTools(
  tools: readonly DemoTool[],
  choice: Json | undefined,
  nameOf: (choice: JsonObject) => string | null,
): readonly DemoTool[] {
  const asked = asObject(choice);
  if (choice === "none" || asked?.type === "none") return [];
  const name = asked === null ? null : nameOf(asked);
  return name === null ? tools : tools.filter((tool) => tool.name === name);
}

/** Tokens of the tool declarations, as vendors count them into the input. */
export function countToolTokens(tools: Json | undefined): number {
  return tools === undefined ? 0 : countTokens(JSON.stringify(tools));
}

function readTools(body: JsonObject): readonly DemoTool[] {
  const tools = asArray(body.tools).flatMap((tool) => {
    const declared = asObject(asObject(tool)?.function);
    const name = asString(declared?.name);
    return name === null ? [] : [{ name, schema: declared?.parameters ?? {} }];
  });
  return chooseTools(tools, body.tool_choice, (choice) => asString(asObject(choice.function)?.name));
}

function readAnswerSchema(format: JsonObject | null): Json {
  if (format?.type === "json_schema") return asObject(format.json_schema)?.schema ?? anyObject;
  return format?.type === "json_object" ? anyObject : null;
}

/** Reads a chat completion request. */
export function readChat(body: JsonObject): DemoRequest | DemoProblem {
  if (body.messages === undefined) {
    return { problem: "Missing required parameter: 'messages'.", parameter: "messages" };
  }
  const messages = asArray(body.messages).map((message) => asObject(message) ?? {});
  const last = messages.at(-1);
  if (last === undefined) {
    return {
      problem: "Invalid 'messages': expected an array with minimum length 1, but got an empty array instead.",
      parameter: "messages",
    };
  }
  const texts = messages.map((message) => readContentText(message.content));
  const questionAt = messages.findLastIndex((message) => message.role === "user");
  return {
    model: asString(body.model) ?? "",
    isStreaming: body.stream === true,
    question: texts[questionAt] ?? "",
    toolResult: last.role === "tool" || last.role === "function" ? (texts.at(-1) ?? "") : null,
    tools: readTools(body),
    answerSchema: readAnswerSchema(asObject(body.response_format)),
    maxTokens: asNumber(body.max_completion_tokens) ?? asNumber(body.max_tokens),
    stops: readStops(body.stop),
    choiceCount: Math.min(Math.max(asNumber(body.n) ?? 1, 1), mostChoices),
    inputTokens: texts.reduce((sum, text) => sum + countTokens(text) + 4, 3) + countToolTokens(body.tools),
  };
}

/** Reads a legacy completion request. */
export function readCompletion(body: JsonObject): DemoRequest | DemoProblem {
  const prompts = typeof body.prompt === "string" ? [body.prompt] : asArray(body.prompt);
  const question = prompts.filter((prompt) => typeof prompt === "string").join("\n");
  if (prompts.length === 0) return { problem: "Missing required parameter: 'prompt'.", parameter: "prompt" };
  return {
    model: asString(body.model) ?? "",
    isStreaming: body.stream === true,
    question,
    toolResult: null,
    tools: [],
    answerSchema: null,
    maxTokens: asNumber(body.max_tokens),
    stops: readStops(body.stop),
    choiceCount: Math.min(Math.max(asNumber(body.n) ?? 1, 1), mostChoices),
    inputTokens: countTokens(question),
  };
}
