import OpenAI, { toFile } from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import {
  accountQuestion,
  collect,
  collectUntilFailure,
  onePixel,
  type ClientDriver,
  type ClientTarget,
} from "./client-driver";

const weather = z.object({ city: z.string(), sunny: z.boolean() });
const messages = [{ role: "user" as const, content: accountQuestion }];
const chat = { model: "demo-fast", messages };
const tool = {
  type: "function" as const,
  function: {
    name: "get_weather",
    description: "The weather in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } } },
    parse: JSON.parse as (text: string) => { city: string },
    function: ({ city }: { city: string }) => `It is 21 °C in ${city}.`,
  },
};
const toolRequest = { model: "demo-tools-fast", messages, tools: [tool] };

function connect({ url, apiKey }: ClientTarget): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey });
}

/** A file of a fixed content, so that upstream can say whether it got it whole. */
function makeFile(name: string): ReturnType<typeof toFile> {
  return toFile(Buffer.alloc(100_000, "RIFF audio \u0000\u00ff", "latin1"), name);
}

async function stream(target: ClientTarget, model: string): Promise<unknown> {
  const body = { ...chat, model, stream: true as const, stream_options: { include_usage: true } };
  return collectUntilFailure(await connect(target).chat.completions.create(body));
}

async function abort(target: ClientTarget): Promise<unknown> {
  const events = await connect(target).chat.completions.create({ ...chat, model: "demo-long", stream: true });
  const seen: unknown[] = [];
  for await (const event of events) {
    seen.push(event);
    if (seen.length === 5) break;
  }
  return { seen, isAborted: events.controller.signal.aborted };
}

/** The official client of OpenAI. */
export const openaiDriver: ClientDriver = {
  name: "openai",
  scenarios: {
    async chat(target) {
      const { data, response } = await connect(target)
        .chat.completions.create({ ...chat, safety_identifier: "ann" })
        .withResponse();
      return { data, headers: [...response.headers] };
    },
    async stream(target) {
      const { data, response } = await connect(target)
        .chat.completions.create({ ...chat, n: 2, stream: true, stream_options: { include_usage: true } })
        .withResponse();
      return { events: await collect(data), headers: [...response.headers] };
    },
    async tools(target) {
      const run = connect(target).chat.completions.runTools(toolRequest);
      return { final: await run.finalContent(), messages: run.messages, usage: await run.totalUsage() };
    },
    async "tools streamed"(target) {
      const run = connect(target).chat.completions.runTools({ ...toolRequest, stream: true });
      return { events: await collect(run), final: await run.finalContent(), messages: run.messages };
    },
    async "structured output"(target) {
      const response_format = zodResponseFormat(weather, "weather");
      const parsed = await connect(target).chat.completions.parse({ ...chat, response_format });
      const streamed = await connect(target)
        .chat.completions.stream({ ...chat, response_format })
        .finalChatCompletion();
      return { parsed, streamed };
    },
    async responses(target) {
      const client = connect(target);
      const whole = await client.responses.create({
        model: "demo-thinking-fast",
        input: accountQuestion,
        store: false,
      });
      const text = { format: zodTextFormat(weather, "weather") };
      return { whole, parsed: await client.responses.parse({ model: "demo-fast", input: accountQuestion, text }) };
    },
    async "responses streamed"(target) {
      const stream = connect(target).responses.stream({ model: "demo-thinking-fast", input: accountQuestion });
      return { events: await collect(stream), final: await stream.finalResponse() };
    },
    async embeddings(target) {
      const request = { model: "demo-embedding", input: ["one", "two"], dimensions: 16 };
      const packed = await connect(target).embeddings.create(request);
      return { packed, plain: await connect(target).embeddings.create({ ...request, encoding_format: "float" }) };
    },
    "completions streamed": async (target) =>
      collect(await connect(target).completions.create({ model: "demo-fast", prompt: accountQuestion, stream: true })),
    thinking: (target) => stream(target, "demo-thinking-fast"),
    "image input": (target) => {
      const image_url = { url: `data:image/png;base64,${onePixel}` };
      const content = [
        { type: "text" as const, text: accountQuestion },
        { type: "image_url" as const, image_url },
      ];
      return connect(target).chat.completions.create({ model: "demo-fast", messages: [{ role: "user", content }] });
    },
    async "image output"(target) {
      const client = connect(target);
      const made = await client.images.generate({ model: "gpt-image-1", prompt: "a prism" });
      const image = await toFile(Buffer.from(onePixel, "base64"), "prism.png", { type: "image/png" });
      return { made, edited: await client.images.edit({ model: "gpt-image-1", prompt: "brighter", image }) };
    },
    async speech(target) {
      const body = { model: "gpt-4o-mini-tts", voice: "alloy", input: "Hello." };
      const response = await connect(target).audio.speech.create(body);
      return Buffer.from(await response.arrayBuffer());
    },
    transcription: async (target) =>
      connect(target).audio.transcriptions.create({ model: "whisper-1", file: await makeFile("speech.wav") }),
    async "transcription streamed"(target) {
      const file = await makeFile("speech.wav");
      return collect(
        await connect(target).audio.transcriptions.create({ model: "gpt-4o-transcribe", file, stream: true }),
      );
    },
    async files(target) {
      const client = connect(target);
      const file = await client.files.create({ file: await makeFile("batch.jsonl"), purpose: "batch" });
      const content = await client.files.content(file.id);
      return { file, content: Buffer.from(await content.arrayBuffer()), deleted: await client.files.delete(file.id) };
    },
    async models(target) {
      const client = connect(target);
      return { all: await collect(client.models.list()), one: await client.models.retrieve("demo") };
    },
    "refused 400": (target) => connect(target).chat.completions.create({ model: "demo-fast", messages: [] }),
    "refused 404": (target) => connect(target).chat.completions.create({ ...chat, model: "nobody-1" }),
    "429 twice, then an answer": (target) => connect(target).chat.completions.create({ ...chat, model: "busy-twice" }),
    "500 for ever": (target) => connect(target).chat.completions.create({ ...chat, model: "broken" }),
    "error in the stream": (target) => stream(target, "demo-error-midstream-fast"),
    "stream cut off": (target) => stream(target, "demo-error-cut-fast"),
    abort,
    "long stream": (target) => stream(target, "endless"),
  },
};
