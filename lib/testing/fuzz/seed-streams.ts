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
  return Buffer.concat(chunks);
}

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
  return [...own, ...recorded];
}
