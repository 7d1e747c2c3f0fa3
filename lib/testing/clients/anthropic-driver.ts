import { createRequire } from "node:module";
import Anthropic from "@anthropic-ai/sdk";
import {
  accountQuestion,
  collect,
  collectUntilFailure,
  onePixel,
  type ClientDriver,
  type ClientTarget,
  type Scenario,
} from "./client-driver";

const messages = [{ role: "user" as const, content: accountQuestion }];
const request = { model: "demo-fast", max_tokens: 200, messages };
const lookup = {
  name: "look_up",
  description: "Finds a customer.",
  input_schema: { type: "object" as const, properties: { email: { type: "string" } } },
};
const schema = {
  type: "object",
  properties: { city: { type: "string" }, sunny: { type: "boolean" } },
  required: ["city", "sunny"],
  additionalProperties: false,
};

type Connect = (target: ClientTarget) => Anthropic;

const stream =
  (connect: Connect, model: string): Scenario =>
  async (target) =>
    collectUntilFailure(await connect(target).messages.create({ ...request, model, stream: true }));

async function useTool(target: ClientTarget, connect: Connect): Promise<unknown> {
  const client = connect(target);
  const asked = { ...request, model: "demo-tools-fast", tools: [lookup] };
  const first = await client.messages.stream(asked).finalMessage();
  const use = first.content.find((block) => block.type === "tool_use");
  if (use === undefined) throw new Error("No tool was used.");
  const result = { type: "tool_result" as const, tool_use_id: use.id, content: "found" };
  const history = [...messages, { role: "assistant" as const, content: first.content }];
  const second = await client.messages.create({
    ...asked,
    messages: [...history, { role: "user", content: [result] }],
  });
  return { first, second };
}

async function abort(target: ClientTarget, connect: Connect): Promise<unknown> {
  const events = connect(target).messages.stream({ ...request, model: "demo-long" });
  const seen: unknown[] = [];
  try {
    for await (const event of events) {
      seen.push(event.type);
      if (seen.length === 6) events.abort();
    }
    return { seen, error: null };
  } catch (error) {
    return { seen, error };
  }
}

async function listModels(target: ClientTarget, connect: Connect): Promise<unknown> {
  const { data, response } = await connect(target).models.list().withResponse();
  return { data: data.data, headers: [...response.headers] };
}

function describeDriver(name: string, connect: Connect): ClientDriver {
  return {
    name,
    scenarios: {
      async chat(target) {
        const { data, response } = await connect(target)
          .messages.create({ ...request, metadata: { user_id: "ann" } })
          .withResponse();
        return { data, headers: [...response.headers] };
      },
      async stream(target) {
        const events = connect(target).messages.stream(request);
        return { events: await collect(events), final: await events.finalMessage() };
      },
      "tools streamed": (target) => useTool(target, connect),
      "structured output": (target) =>
        connect(target).messages.create({ ...request, output_config: { format: { type: "json_schema", schema } } }),
      thinking: stream(connect, "demo-thinking-fast"),
      "image input": (target) => {
        const source = { type: "base64" as const, media_type: "image/png" as const, data: onePixel };
        const content = [
          { type: "image" as const, source },
          { type: "text" as const, text: accountQuestion },
        ];
        return connect(target).messages.create({ ...request, messages: [{ role: "user", content }] });
      },
      models: (target) => listModels(target, connect),
      "count tokens": (target) => connect(target).messages.countTokens({ model: "demo-fast", messages }),
      "refused 400": (target) => connect(target).messages.create({ ...request, messages: [] }),
      "refused 404": (target) => connect(target).messages.create({ ...request, model: "nobody-1" }),
      "429 twice, then an answer": (target) => connect(target).messages.create({ ...request, model: "busy-twice" }),
      "500 for ever": (target) => connect(target).messages.create({ ...request, model: "broken" }),
      "overloaded for ever": (target) => connect(target).messages.create({ ...request, model: "overloaded" }),
      "error in the stream": stream(connect, "demo-error-midstream-fast"),
      "stream cut off": stream(connect, "demo-error-cut-fast"),
      abort: (target) => abort(target, connect),
      "long stream": stream(connect, "endless"),
    },
  };
}

/** The official client of Anthropic, which sends `Authorization: Bearer`. */
export const anthropicDriver = describeDriver(
  "@anthropic-ai/sdk 1.x",
  ({ url, apiKey }) => new Anthropic({ baseURL: url, apiKey }),
);

// The release before 1.0, which sends `x-api-key`: LangChain brings it along.
const langchain = createRequire(createRequire(import.meta.url).resolve("@langchain/anthropic"));
const { Anthropic: OldAnthropic } = langchain("@anthropic-ai/sdk") as { Anthropic: typeof Anthropic };

/** The client as it was before 1.0, which many programs still carry. */
export const oldAnthropicDriver = describeDriver(
  "@anthropic-ai/sdk 0.x",
  ({ url, apiKey }) => new OldAnthropic({ baseURL: url, apiKey }),
);
