import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  embedMany,
  experimental_generateSpeech as generateSpeech,
  experimental_transcribe as transcribe,
  generateImage,
  generateText,
  Output,
  stepCountIs,
  streamText,
  tool,
  type EmbeddingModel,
  type LanguageModel,
} from "ai";
import { z } from "zod";
import {
  accountQuestion,
  collect,
  onePixel,
  type ClientDriver,
  type ClientTarget,
  type Scenario,
  type ScenarioName,
} from "./client-driver";

type PickModel = (target: ClientTarget, id: string) => LanguageModel;

const weather = tool({
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `It is 21 °C in ${city}.`,
});
const loop = { prompt: accountQuestion, tools: { weather }, stopWhen: stepCountIs(3) };
/** The SDK would print errors of streams, which are part of these tests. */
const quietly = { onError: () => undefined };
/** Its own backoff waits seconds where the header asks for less than it finds reasonable; two tries show as much as three. */
const fewRetries = { maxRetries: 2 };

async function stream(model: LanguageModel): Promise<unknown> {
  return collect(streamText({ model, prompt: accountQuestion, maxRetries: 0, ...quietly }).fullStream);
}

async function abort(model: LanguageModel): Promise<unknown> {
  const controller = new AbortController();
  const seen: unknown[] = [];
  const { fullStream } = streamText({ model, prompt: accountQuestion, abortSignal: controller.signal, ...quietly });
  for await (const part of fullStream) {
    seen.push(part.type);
    if (seen.length === 8) controller.abort();
    if (part.type === "abort") break;
  }
  return seen;
}

async function generate(model: LanguageModel): Promise<unknown> {
  const { text, reasoningText, usage, finishReason, response } = await generateText({
    model,
    prompt: accountQuestion,
    ...fewRetries,
  });
  return { text, reasoningText, usage, finishReason, response };
}

async function runTools(model: LanguageModel): Promise<unknown> {
  const { text, steps, totalUsage } = await generateText({ model, ...loop });
  return {
    text,
    totalUsage,
    steps: steps.map(({ toolCalls, toolResults, response }) => ({ toolCalls, toolResults, response })),
  };
}

function describeModels(pick: PickModel): Readonly<Partial<Record<ScenarioName, Scenario>>> {
  return {
    chat: (target) => generate(pick(target, "demo-fast")),
    stream: (target) => stream(pick(target, "demo-fast")),
    tools: (target) => runTools(pick(target, "demo-tools-fast")),
    "tools streamed": (target) =>
      collect(streamText({ model: pick(target, "demo-tools-fast"), ...loop, ...quietly }).fullStream),
    async "structured output"(target) {
      const schema = z.object({ city: z.string(), sunny: z.boolean() });
      const model = pick(target, "demo-fast");
      const { output } = await generateText({
        model,
        prompt: accountQuestion,
        output: Output.object({ schema }),
        providerOptions: { anthropic: { structuredOutputMode: "outputFormat" } },
      });
      return output;
    },
    thinking: (target) => stream(pick(target, "demo-thinking-fast")),
    async "image input"(target) {
      const content = [
        { type: "text" as const, text: accountQuestion },
        { type: "image" as const, image: onePixel, mediaType: "image/png" },
      ];
      const model = pick(target, "demo-fast");
      return (await generateText({ model, messages: [{ role: "user", content }] })).text;
    },
    "refused 400": (target) => generateText({ model: pick(target, ""), prompt: accountQuestion, ...fewRetries }),
    "refused 404": (target) => generate(pick(target, "nobody-1")),
    "429 twice, then an answer": (target) => generate(pick(target, "busy-twice")),
    "500 for ever": (target) => generate(pick(target, "broken")),
    "error in the stream": (target) => stream(pick(target, "demo-error-midstream-fast")),
    "stream cut off": (target) => stream(pick(target, "demo-error-cut-fast")),
    abort: (target) => abort(pick(target, "demo-long")),
    "long stream": (target) => stream(pick(target, "endless")),
  };
}

const embed = async (model: EmbeddingModel): Promise<unknown> => embedMany({ model, values: ["one", "two"] });

const openai = ({ url, apiKey }: ClientTarget) => createOpenAI({ baseURL: `${url}/v1`, apiKey });
const compatible = ({ url, apiKey }: ClientTarget) =>
  createOpenAICompatible({
    name: "gateway",
    baseURL: `${url}/v1`,
    apiKey,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
const anthropic = ({ url, apiKey }: ClientTarget) => createAnthropic({ baseURL: `${url}/v1`, apiKey });

/** Vercel's AI SDK on each of its providers for these dialects. */
export const aiSdkDrivers: readonly ClientDriver[] = [
  {
    name: "ai + @ai-sdk/openai (chat)",
    scenarios: {
      ...describeModels((target, id) => openai(target).chat(id)),
      embeddings: (target) => embed(openai(target).embedding("demo-embedding")),
      async "image output"(target) {
        const { images } = await generateImage({ model: openai(target).image("gpt-image-1"), prompt: "a prism" });
        return images.map(({ base64 }) => base64);
      },
      async speech(target) {
        const model = openai(target).speech("gpt-4o-mini-tts");
        return (await generateSpeech({ model, text: "Hello." })).audio.base64;
      },
      async transcription(target) {
        const audio = Buffer.alloc(100_000, "RIFF audio \u0000\u00ff", "latin1");
        return (await transcribe({ model: openai(target).transcription("whisper-1"), audio })).text;
      },
    },
  },
  {
    name: "ai + @ai-sdk/openai (responses)",
    scenarios: withoutLongStream(describeModels((target, id) => openai(target).responses(id))),
  },
  {
    name: "ai + @ai-sdk/openai-compatible",
    scenarios: {
      ...describeModels((target, id) => compatible(target).chatModel(id)),
      embeddings: (target) => embed(compatible(target).embeddingModel("demo-embedding")),
      async "completions streamed"(target) {
        return stream(compatible(target).completionModel("demo-fast"));
      },
    },
  },
  {
    name: "ai + @ai-sdk/anthropic",
    scenarios: describeModels((target, id) => anthropic(target)(id)),
  },
];

/** The long stream of the tests is one of chat, or of messages. */
function withoutLongStream(scenarios: ClientDriver["scenarios"]): ClientDriver["scenarios"] {
  return Object.fromEntries(Object.entries(scenarios).filter(([name]) => name !== "long stream"));
}
