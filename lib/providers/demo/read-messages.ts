import { asArray, asNumber, asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoProblem, DemoRequest, DemoTool } from "./demo-request";
import { chooseTools, countToolTokens, readContentText, readStops } from "./read-chat";
import { countTokens } from "./split-tokens";

function readTools(body: JsonObject): readonly DemoTool[] {
  const tools = asArray(body.tools).flatMap((tool) => {
    const name = asString(asObject(tool)?.name);
    return name === null ? [] : [{ name, schema: asObject(tool)?.input_schema ?? {} }];
  });
  return chooseTools(tools, body.tool_choice, (choice) => asString(choice.name));
}

function findToolResult(message: JsonObject | undefined): string | null {
  const block = asArray(message?.content)
    .map(asObject)
    .findLast((item) => item?.type === "tool_result");
  return block == null ? null : readContentText(block.content);
}

/** What Claude Code puts before the words of the user, in the same message. */
const reminder = /<system-reminder>.*?<\/system-reminder>\s*/gs;

/** Everything in a message that the model reads, for counting. */
function readAllText(content: Json | undefined): string {
  const results = asArray(content).map((block) => {
    const { input, content: inner } = asObject(block) ?? {};
    return readContentText(inner) + (input === undefined ? "" : JSON.stringify(input));
  });
  return [readContentText(content), ...results].join("\n").trim();
}

/** Input tokens of a messages request; also the answer of `count_tokens`. */
export function countInputTokens(body: JsonObject): number {
  const messages = asArray(body.messages).map((message) => readAllText(asObject(message)?.content));
  const system = countTokens(readContentText(body.system));
  return messages.reduce((sum, text) => sum + countTokens(text) + 4, 3) + system + countToolTokens(body.tools);
}

/** What is wrong with the messages, for `count_tokens` too. */
export function findMessagesProblem(body: JsonObject): DemoProblem | null {
  if (body.messages === undefined) return { problem: "messages: Field required", parameter: null };
  if (asArray(body.messages).length === 0) {
    return { problem: "messages: at least one message is required", parameter: null };
  }
  return null;
}

/** Reads an Anthropic messages request. */
export function readMessages(body: JsonObject): DemoRequest | DemoProblem {
  const problem = findMessagesProblem(body);
  if (problem !== null) return problem;
  const maxTokens = asNumber(body.max_tokens);
  if (maxTokens === null) return { problem: "max_tokens: Field required", parameter: null };
  const messages = asArray(body.messages).map((message) => asObject(message) ?? {});
  const questions = messages
    .filter((message) => message.role === "user")
    .map(({ content }) => readContentText(content).replaceAll(reminder, "").trim());
  const format = asObject(body.output_format) ?? asObject(asObject(body.output_config)?.format);
  return {
    model: asString(body.model) ?? "",
    isStreaming: body.stream === true,
    question: questions.findLast((text) => text !== "") ?? "",
    toolResult: findToolResult(messages.at(-1)),
    tools: readTools(body),
    answerSchema: format?.schema ?? null,
    maxTokens,
    stops: readStops(body.stop_sequences),
    choiceCount: 1,
    inputTokens: countInputTokens(body),
  };
}
