import { createRequire } from "node:module";
import { Agent, OpenAIProvider, Runner, tool } from "@openai/agents";
import type OpenAI from "openai";
import { z } from "zod";
import {
  accountQuestion,
  collect,
  type ClientDriver,
  type ClientTarget,
  type Scenario,
  type ScenarioName,
} from "./client-driver";

// The Agents SDK wants a client of its own release.
const agentsOpenai = createRequire(createRequire(import.meta.url).resolve("@openai/agents-openai"));
const { OpenAI: AgentsOpenai } = agentsOpenai("openai") as { OpenAI: typeof OpenAI };

const weather = tool({
  name: "get_weather",
  description: "The weather in a city.",
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `It is 21 °C in ${city}.`,
});

type Api = "chat" | "responses";

function createRunner({ url, apiKey }: ClientTarget, api: Api): Runner {
  const openAIClient = new AgentsOpenai({ baseURL: `${url}/v1`, apiKey });
  // Two copies of one class are two types.
  const modelProvider = new OpenAIProvider({ openAIClient: openAIClient as never, useResponses: api === "responses" });
  return new Runner({ modelProvider, tracingDisabled: true });
}

function createAgent(model: string): Agent {
  return new Agent({ name: "Forecaster", instructions: "Answer briefly.", model, tools: [weather] });
}

async function run(target: ClientTarget, api: Api, model: string): Promise<unknown> {
  const result = await createRunner(target, api).run(createAgent(model), accountQuestion);
  return { output: result.finalOutput, history: result.history, usage: result.state.usage };
}

async function stream(target: ClientTarget, api: Api, model: string): Promise<unknown> {
  const result = await createRunner(target, api).run(createAgent(model), accountQuestion, { stream: true });
  const events = await collect(result);
  await result.completed;
  return { types: events.map(({ type }) => type), output: result.finalOutput, history: result.history };
}

function describeApi(api: Api): Readonly<Partial<Record<ScenarioName, Scenario>>> {
  return {
    chat: (target) => run(target, api, "demo-fast"),
    stream: (target) => stream(target, api, "demo-fast"),
    tools: (target) => run(target, api, "demo-tools-fast"),
    "tools streamed": (target) => stream(target, api, "demo-tools-fast"),
    "refused 404": (target) => run(target, api, "nobody-1"),
    "429 twice, then an answer": (target) => run(target, api, "busy-twice"),
    "500 for ever": (target) => run(target, api, "broken"),
    "error in the stream": (target) => stream(target, api, "demo-error-midstream-fast"),
    "stream cut off": (target) => stream(target, api, "demo-error-cut-fast"),
  };
}

/** OpenAI's Agents SDK, on both of the APIs that it speaks. */
export const agentsDrivers: readonly ClientDriver[] = [
  { name: "@openai/agents (responses)", scenarios: describeApi("responses") },
  { name: "@openai/agents (chat)", scenarios: describeApi("chat") },
];
