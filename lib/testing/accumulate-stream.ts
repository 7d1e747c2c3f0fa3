/** What the official SDKs make of a stream: their own accumulators, fed without a network. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import type { Json } from "@/lib/core/dialects/dialect-adapter";

function answerWith(bytes: Uint8Array): () => Promise<Response> {
  const headers = { "content-type": "text/event-stream" };
  return () => Promise.resolve(new Response(new Uint8Array(bytes), { headers }));
}

async function accumulateChat(bytes: Uint8Array): Promise<unknown> {
  const client = new OpenAI({ apiKey: "none", maxRetries: 0, fetch: answerWith(bytes) });
  return client.chat.completions.stream({ model: "m", messages: [] }).finalChatCompletion();
}

async function accumulateResponse(bytes: Uint8Array): Promise<unknown> {
  const client = new OpenAI({ apiKey: "none", maxRetries: 0, fetch: answerWith(bytes) });
  return client.responses.stream({ model: "m", input: "" }).finalResponse();
}

async function accumulateMessage(bytes: Uint8Array): Promise<unknown> {
  const client = new Anthropic({ apiKey: "none", maxRetries: 0, fetch: answerWith(bytes) });
  return client.messages.stream({ model: "m", max_tokens: 1, messages: [] }).finalMessage();
}

/** Legacy completions have no accumulator in the SDK: its chunks, put together by choice. */
async function accumulateCompletion(bytes: Uint8Array): Promise<unknown> {
  const client = new OpenAI({ apiKey: "none", maxRetries: 0, fetch: answerWith(bytes) });
  const choices: { text: string; index: number }[] = [];
  for await (const chunk of await client.completions.create({ model: "m", prompt: "", stream: true })) {
    for (const { index, text } of chunk.choices) {
      const choice = (choices[index] ??= { text: "", index });
      choice.text += text;
    }
  }
  return { choices };
}

const accumulators: Readonly<Record<string, (bytes: Uint8Array) => Promise<unknown>>> = {
  "openai-chat": accumulateChat,
  "openai-completions": accumulateCompletion,
  "openai-responses": accumulateResponse,
  "anthropic-messages": accumulateMessage,
};

/** The SDK's object, or `null` where it rejects the stream. @param dialect id of the stream's adapter */
export async function accumulateStream(dialect: string, bytes: Uint8Array): Promise<Json> {
  try {
    const value: unknown = await accumulators[dialect]?.(bytes);
    return JSON.parse(JSON.stringify(value)) as Json;
  } catch {
    return null;
  }
}
