import { ChatAnthropic } from "@langchain/anthropic";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { z } from "zod";
import {
  accountQuestion,
  collectUntilFailure,
  onePixel,
  type ClientDriver,
  type ClientTarget,
  type Scenario,
  type ScenarioName,
} from "./client-driver";

const weatherInput = z.object({ city: z.string() });
const weather = tool(({ city }: z.infer<typeof weatherInput>) => `It is 21 °C in ${city}.`, {
  name: "get_weather",
  description: "The weather in a city.",
  schema: weatherInput,
});

interface ChatOptions {
  readonly model: string;
  readonly maxRetries?: number;
}
type Connect = (target: ClientTarget, options: ChatOptions) => BaseChatModel;

/** What LangChain made of it, in its own portable form; the run's random id is its own. */
function describeMessage(message: BaseMessage): unknown {
  const { content, response_metadata, additional_kwargs } = message;
  const calls = message instanceof AIMessage ? { tool_calls: message.tool_calls, usage: message.usage_metadata } : {};
  return { content, response_metadata, additional_kwargs, ...calls };
}

async function stream(model: BaseChatModel): Promise<unknown> {
  const { items, error } = await collectUntilFailure(await model.stream(accountQuestion));
  return { chunks: items.map((chunk) => describeMessage(chunk as BaseMessage)), error };
}

async function runTools(model: BaseChatModel): Promise<unknown> {
  if (model.bindTools === undefined) throw new Error("This model takes no tools.");
  const bound = model.bindTools([weather]);
  const history: BaseMessage[] = [new HumanMessage(accountQuestion)];
  const first = await bound.invoke(history);
  const call = first.tool_calls?.[0];
  if (call === undefined) throw new Error("No tool was called.");
  const result = new ToolMessage({
    content: await weather.invoke({ city: String(call.args["city"]) }),
    tool_call_id: call.id ?? "",
  });
  const second = await bound.invoke([...history, first, result]);
  return [describeMessage(first), describeMessage(second)];
}

async function abort(model: BaseChatModel): Promise<unknown> {
  const controller = new AbortController();
  const seen: unknown[] = [];
  try {
    for await (const chunk of await model.stream(accountQuestion, { signal: controller.signal })) {
      seen.push(chunk.content);
      if (seen.length === 5) controller.abort();
    }
    return { seen, error: null };
  } catch (error) {
    return { seen, error };
  }
}

function describeModels(connect: Connect): Readonly<Partial<Record<ScenarioName, Scenario>>> {
  const once = (model: string): ChatOptions => ({ model, maxRetries: 0 });
  return {
    chat: async (target) => describeMessage(await connect(target, once("demo-fast")).invoke(accountQuestion)),
    stream: (target) => stream(connect(target, once("demo-fast"))),
    tools: (target) => runTools(connect(target, once("demo-tools-fast"))),
    "structured output": (target) =>
      connect(target, once("demo-fast"))
        .withStructuredOutput(z.object({ city: z.string(), sunny: z.boolean() }), { method: "jsonSchema" })
        .invoke(accountQuestion),
    async "image input"(target) {
      const image = { type: "image_url" as const, image_url: { url: `data:image/png;base64,${onePixel}` } };
      const message = new HumanMessage({ content: [{ type: "text", text: accountQuestion }, image] });
      return describeMessage(await connect(target, once("demo-fast")).invoke([message]));
    },
    "refused 400": (target) => connect(target, once("demo-fast")).invoke([]),
    "refused 404": (target) => connect(target, { model: "nobody-1" }).invoke(accountQuestion),
    "429 twice, then an answer": async (target) =>
      describeMessage(await connect(target, { model: "busy-twice", maxRetries: 2 }).invoke(accountQuestion)),
    "500 for ever": (target) => connect(target, { model: "broken", maxRetries: 1 }).invoke(accountQuestion),
    "error in the stream": (target) => stream(connect(target, once("demo-error-midstream-fast"))),
    "stream cut off": (target) => stream(connect(target, once("demo-error-cut-fast"))),
    abort: (target) => abort(connect(target, once("demo-long"))),
    "long stream": (target) => stream(connect(target, once("endless"))),
  };
}

const connectOpenai: Connect = ({ url, apiKey }, options) =>
  new ChatOpenAI({ ...options, apiKey, configuration: { baseURL: `${url}/v1` } });
const connectResponses: Connect = ({ url, apiKey }, options) =>
  new ChatOpenAI({ ...options, apiKey, useResponsesApi: true, configuration: { baseURL: `${url}/v1` } });
const connectAnthropic: Connect = ({ url, apiKey }, options) =>
  new ChatAnthropic({ ...options, apiKey, anthropicApiUrl: url });

async function embed({ url, apiKey }: ClientTarget): Promise<unknown> {
  const configuration = { baseURL: `${url}/v1` };
  return new OpenAIEmbeddings({ model: "demo-embedding", apiKey, configuration }).embedDocuments(["one", "two"]);
}

const { "long stream": longStream, ...responsesScenarios } = describeModels(connectResponses);
if (longStream === undefined) throw new Error("The long stream has gone.");

/** LangChain on both of its packages; the long stream of the tests is none of Responses. */
export const langchainDrivers: readonly ClientDriver[] = [
  { name: "@langchain/openai (chat)", scenarios: { ...describeModels(connectOpenai), embeddings: embed } },
  { name: "@langchain/openai (responses)", scenarios: responsesScenarios },
  { name: "@langchain/anthropic", scenarios: describeModels(connectAnthropic) },
];
