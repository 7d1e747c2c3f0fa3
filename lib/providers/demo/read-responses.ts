import { asArray, asNumber, asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoProblem, DemoRequest, DemoTool } from "./demo-request";
import { chooseTools, countToolTokens, readContentText } from "./read-chat";
import { countTokens } from "./split-tokens";

const anyObject: Json = { type: "object", properties: { answer: { type: "string" } } };

function readTools(body: JsonObject): readonly DemoTool[] {
  const tools = asArray(body.tools).flatMap((tool) => {
    const declared = asObject(tool);
    const name = declared?.type === "function" ? asString(declared.name) : null;
    return name === null ? [] : [{ name, schema: declared?.parameters ?? {} }];
  });
  return chooseTools(tools, body.tool_choice, (choice) => asString(choice.name));
}

function readAnswerSchema(format: JsonObject | null): Json {
  if (format?.type === "json_schema") return format.schema ?? anyObject;
  return format?.type === "json_object" ? anyObject : null;
}

function readItemText(item: JsonObject): string {
  return readContentText(item.content ?? item.output ?? asString(item.arguments) ?? "");
}

function isMissing(input: Json | undefined): boolean {
  return input === undefined || input === null || (Array.isArray(input) && input.length === 0);
}

/** Reads a Responses request. */
export function readResponses(body: JsonObject): DemoRequest | DemoProblem {
  if (isMissing(body.input)) {
    return { problem: "Missing required parameter: 'input'.", parameter: "input" };
  }
  const input = typeof body.input === "string" ? [{ role: "user", content: body.input }] : asArray(body.input);
  const items = input.map((item) => asObject(item) ?? {});
  const last = items.at(-1);
  const texts = items.map(readItemText);
  const questionAt = items.findLastIndex((item) => item.role === "user");
  const instructions = countTokens(asString(body.instructions) ?? "");
  return {
    model: asString(body.model) ?? "",
    isStreaming: body.stream === true,
    question: texts[questionAt] ?? "",
    toolResult: last?.type === "function_call_output" ? (texts.at(-1) ?? "") : null,
    tools: readTools(body),
    answerSchema: readAnswerSchema(asObject(asObject(body.text)?.format)),
    maxTokens: asNumber(body.max_output_tokens),
    stops: [],
    choiceCount: 1,
    inputTokens:
      texts.reduce((sum, text) => sum + countTokens(text) + 4, 3) + instructions + countToolTokens(body.tools),
  };
}
