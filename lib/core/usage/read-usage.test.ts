import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Usage } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { readStreamUsage, readUsage, unknownUsage } from "./read-usage";

const anthropic = {
  input_tokens: 3,
  cache_read_input_tokens: 20,
  cache_creation_input_tokens: 16,
  cache_creation: { ephemeral_5m_input_tokens: 6, ephemeral_1h_input_tokens: 10 },
  output_tokens: 9,
  output_tokens_details: { thinking_tokens: 4 },
  server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
  service_tier: "standard",
  inference_geo: "us",
};

const cases: readonly [string, Json, Partial<Usage>][] = [
  [
    "Anthropic's input leaves the cache out",
    { type: "message", stop_reason: "end_turn", usage: anthropic },
    {
      input_tokens: 39,
      output_tokens: 9,
      total_tokens: 48,
      input_details: {
        cached_tokens: 20,
        cache_write_tokens: 16,
        cache_write_5m_tokens: 6,
        cache_write_1h_tokens: 10,
      },
      output_details: { reasoning_tokens: 4 },
      requests: { web_search_requests: 2, web_fetch_requests: 0 },
      terms: { service_tier: "standard", inference_geo: "us" },
      source: "reported",
    },
  ],
  [
    "a message that has only begun is partial",
    { type: "message", stop_reason: null, usage: { input_tokens: 5, output_tokens: 1 } },
    { input_tokens: 5, output_tokens: 1, source: "partial" },
  ],
  [
    "the passes of several models are kept apart",
    {
      type: "message",
      usage: { input_tokens: 1, output_tokens: 2, iterations: [{ model: "m", input_tokens: 7, output_tokens: 8 }] },
    },
    {
      total_tokens: 3,
      iterations: [
        { model: "m", input_tokens: 7, output_tokens: 8, total_tokens: 15, input_details: {}, output_details: {} },
      ],
    },
  ],
  [
    "OpenAI bills what is written to the cache",
    {
      usage: {
        prompt_tokens: 1220,
        completion_tokens: 100,
        total_tokens: 1320,
        prompt_tokens_details: {
          cached_tokens: 0,
          cache_write_tokens: 1217,
          cache_write_tokens_details: { ttl_30m_tokens: 1217, ttl_12h_tokens: 0 },
          audio_tokens: null,
        },
        completion_tokens_details: { accepted_prediction_tokens: 3, rejected_prediction_tokens: 4 },
      },
      service_tier: "flex",
    },
    {
      input_details: {
        cached_tokens: 0,
        cache_write_tokens: 1217,
        cache_write_30m_tokens: 1217,
        cache_write_12h_tokens: 0,
      },
      output_details: { accepted_prediction_tokens: 3, rejected_prediction_tokens: 4 },
      terms: { service_tier: "flex" },
    },
  ],
  [
    "xAI's completion leaves reasoning out, and says what it cost",
    {
      usage: { prompt_tokens: 49, completion_tokens: 32, total_tokens: 264, cost_in_usd_ticks: 37756000 },
    },
    { input_tokens: 49, output_tokens: 215, reported_cost: { amount: "0.0037756", currency: "USD" } },
  ],
  [
    "DeepSeek's cache hits",
    { usage: { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 } },
    { input_details: { cached_tokens: 4 }, total_tokens: 11 },
  ],
  [
    "Moonshot's cached tokens, at the top",
    { usage: { prompt_tokens: 20, completion_tokens: 30, cached_tokens: 10 } },
    { input_details: { cached_tokens: 10 } },
  ],
  [
    "Moonshot's usage of a stream, in its choice",
    { choices: [{ usage: { prompt_tokens: 19, completion_tokens: 21, total_tokens: 40, cached_tokens: 5 } }] },
    { input_tokens: 19, output_tokens: 21, total_tokens: 40, input_details: { cached_tokens: 5 } },
  ],
  [
    "Anthropic's cache writes, where only their kinds are told",
    {
      type: "message",
      usage: {
        input_tokens: 3,
        output_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
      },
    },
    { input_tokens: 13, output_tokens: 5, total_tokens: 18 },
  ],
  [
    "Mistral's audio belongs to the prompt",
    { usage: { prompt_tokens: 4, completion_tokens: 6, total_tokens: 385, prompt_audio_seconds: 5 } },
    { input_tokens: 379, output_tokens: 6, total_tokens: 385, audio_seconds: 5 },
  ],
  [
    "Cohere's tokens",
    { usage: { billed_units: { input_tokens: 1 }, tokens: { input_tokens: 968, output_tokens: 90 } } },
    { input_tokens: 968, output_tokens: 90 },
  ],
  ["Groq's usage", { x_groq: { usage: { prompt_tokens: 1, completion_tokens: 2 } } }, { total_tokens: 3 }],
  [
    "OpenRouter's cost, and the other bill of one's own key",
    {
      usage: {
        prompt_tokens: 1,
        completion_tokens: 1,
        cost: 3.4e-7,
        is_byok: true,
        cost_details: { upstream_inference_cost: 0.1 },
      },
    },
    { reported_cost: { amount: "0.10000034", currency: "USD" } },
  ],
  [
    "Perplexity's cost and searches",
    { usage: { prompt_tokens: 1, completion_tokens: 1, num_search_queries: 3, cost: { total_cost: 0.005 } } },
    { reported_cost: { amount: "0.005", currency: "USD" }, requests: { web_search_requests: 3 } },
  ],
  [
    "transcription by tokens",
    {
      text: "a",
      usage: { type: "tokens", input_tokens: 26, input_token_details: { audio_tokens: 21 }, output_tokens: 5 },
    },
    { input_details: { audio_tokens: 21 }, total_tokens: 31 },
  ],
  [
    "transcription by length",
    { text: "a", usage: { type: "duration", seconds: 3 } },
    { audio_seconds: 3, input_tokens: null, total_tokens: null, source: "reported" },
  ],
  ["Whisper's duration", { text: "a", duration: "2.5", segments: [] }, { audio_seconds: 2.5, source: "reported" }],
  [
    "embeddings",
    { data: [], usage: { prompt_tokens: 9, total_tokens: 9 } },
    { input_tokens: 9, output_tokens: null, total_tokens: 9 },
  ],
  ["a count and nothing else", { input_tokens: 588 }, { input_tokens: 588, output_tokens: null, total_tokens: null }],
];

describe("readUsage", () => {
  it.each(cases)("%s", (_what, body, expected) => {
    expect(readUsage(body)).toMatchObject(expected);
  });

  it.each<[Json]>([
    [null],
    [[]],
    [{}],
    [{ usage: null }],
    [{ usage: {} }],
    [{ usage: { prompt_tokens: "3", completion_tokens: -1, total_tokens: 1.5 } }],
    [{ error: { message: "no" } }],
  ])("is unknown, and not zero, for %j", (body) => {
    expect(readUsage(body)).toEqual(unknownUsage);
  });

  it("never throws, and never lets a key of the answer through", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (usage, other) => {
        for (const body of [usage, { usage, other }, { response: { usage } }] as Json[]) {
          expect(Object.getPrototypeOf(readUsage(body).input_details)).toBe(Object.prototype);
        }
      }),
    );
  });
});

describe("readStreamUsage", () => {
  it("takes the last that was said", () => {
    const events = [
      '{"type":"transcript.text.delta","delta":"usage"}',
      '{"usage":{"prompt_tokens":1,"completion_tokens":1}}',
      '{"object":"thread.run","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}',
      '{"object":"thread.message","usage":null}',
      "[DONE]",
    ].map((data) => ({ name: null, data }));
    expect(readStreamUsage(events)).toMatchObject({ input_tokens: 5, output_tokens: 2, source: "reported" });
    expect(readStreamUsage([])).toEqual(unknownUsage);
  });
});
