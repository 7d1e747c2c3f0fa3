import { demoProvider } from "@/lib/providers/demo";
import { listRecordedExchanges } from "../recorded-exchanges";

/** A stream to start from, and where it comes from. */
export interface SeedStream {
  readonly name: string;
  readonly endpoint: string;
  readonly bytes: Buffer;
}

const endpointsByApi: Readonly<Record<string, string>> = {
  "openai.chat": "chat.completions",
  "openai.completions": "completions",
  "openai.responses": "responses",
  "anthropic.messages": "messages",
};

/** Long streams hold the same events as short ones, only more. */
const longestBytes = 16_000;

const tool = {
  name: "send",
  description: "Sends.",
  parameters: { type: "object", properties: { to: { type: "string" } } },
};
const asked = [{ role: "user", content: "What's my account number? Send it to ann@example.com." }];
const model = (name: string): object => ({ model: `${name}-fast`, stream: true });

const requests: readonly (readonly [endpoint: string, path: string, body: object])[] = [
  ["chat.completions", "/v1/chat/completions", { ...model("demo"), messages: asked, n: 2 }],
  ["chat.completions", "/v1/chat/completions", { ...model("demo-thinking"), messages: asked }],
  [
    "chat.completions",
    "/v1/chat/completions",
    { ...model("demo-tools"), messages: asked, tools: [{ type: "function", function: tool }] },
  ],
  ["completions", "/v1/completions", { ...model("demo"), prompt: "What's my account number?" }],
  ["responses", "/v1/responses", { ...model("demo"), input: "What's my account number?" }],
  ["responses", "/v1/responses", { ...model("demo-thinking"), input: "What's my account number?" }],
  ["responses", "/v1/responses", { ...model("demo-tools"), input: "Send it.", tools: [{ type: "function", ...tool }] }],
  ["messages", "/v1/messages", { ...model("demo"), max_tokens: 100, messages: asked }],
  ["messages", "/v1/messages", { ...model("demo-thinking"), max_tokens: 100, messages: asked }],
  ["audio.speech", "/v1/audio/speech", { model: "demo", input: "Hello", stream_format: "sse", response_format: "wav" }],
  ["threads.runs", "/v1/threads/runs", { ...model("demo"), assistant_id: "a", thread: { messages: asked } }],
  [
    "messages",
    "/v1/messages",
    {
      ...model("demo-tools"),
      max_tokens: 100,
      messages: asked,
      tools: [{ name: tool.name, description: tool.description, input_schema: tool.parameters }],
    },
  ],
];

async function ask(path: string, body: object): Promise<Buffer> {
  const answer = await demoProvider.answer?.({
    method: "POST",
    target: path,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(JSON.stringify(body)),
    signal: new AbortController().signal,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer?.body ?? []) chunks.push(chunk);
  // The time of day is no part of a seed.
  return Buffer.from(
    Buffer.concat(chunks)
      .toString("utf8")
      .replaceAll(/("created(?:_at)?":)\d+/g, "$11700000000"),
  );
}

const events = (list: readonly object[]): Buffer => {
  return Buffer.from(list.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(""));
};

const written: readonly SeedStream[] = [
  {
    name: "pictures",
    endpoint: "images.generations",
    bytes: events([
      { type: "image_generation.partial_image", partial_image_index: 0, b64_json: "AAAA", created_at: 1, size: "auto" },
      { type: "image_generation.completed", b64_json: "AAAABBBB", created_at: 2, usage: { total_tokens: 3 } },
    ]),
  },
  {
    name: "transcript",
    endpoint: "audio.transcriptions",
    bytes: events([
      { type: "transcript.text.delta", delta: "My number is 1234-", logprobs: [{ token: "a" }] },
      { type: "transcript.text.delta", delta: "5678-9012." },
      { type: "transcript.text.segment", id: "s", start: 0, end: 1, text: "My number", speaker: "A" },
      { type: "transcript.text.done", text: "My number is 1234-5678-9012.", usage: { total_tokens: 3 } },
    ]),
  },
];

/** Streams of every dialect from the demo provider, and the recorded ones where they are present. */
export async function listSeedStreams(): Promise<SeedStream[]> {
  const own = await Promise.all(
    requests.map(async ([endpoint, path, body], index): Promise<SeedStream> => {
      return { name: `demo ${String(index)} ${endpoint}`, endpoint, bytes: await ask(path, body) };
    }),
  );
  const recorded = listRecordedExchanges().flatMap(({ id, api, stream, response }): SeedStream[] => {
    const endpoint = endpointsByApi[api];
    const isUsed = stream && endpoint !== undefined && response.body.length <= longestBytes;
    return isUsed ? [{ name: id, endpoint, bytes: response.body }] : [];
  });
  return [...own, ...written, ...recorded];
}
