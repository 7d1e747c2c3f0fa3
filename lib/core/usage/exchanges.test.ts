/**
 * Usage of every recorded exchange against an expectation that is derived here from the raw JSON by each provider's own
 * rules, without the code under test. The recordings are not part of the product.
 */
import { describe, expect, it } from "vitest";
import { hasRecordedExchanges, listRecordedExchanges, type RecordedExchange } from "@/lib/testing/recorded-exchanges";
import { getDialectAdapter } from "../dialects/registry";
import type { Json } from "../dialects/dialect-adapter";
import { decodeSse } from "../sse/decode-sse";
import { readStreamUsage, readUsage, unknownUsage } from "./read-usage";
import type { Usage } from "../contracts/call";

type Loose = Record<string, unknown>;
type Expected = readonly [input: number | null, output: number | null, total: number | null];
const nothing: Expected = [null, null, null];

const endpoints: Readonly<Record<string, string>> = {
  "openai.chat": "chat.completions",
  "openai.completions": "completions",
  "openai.responses": "responses",
  "anthropic.messages": "messages",
};

/** Every JSON object of a body: the whole, or the data lines of a stream. */
function listObjects(exchange: RecordedExchange): Loose[] {
  const text = exchange.response.body.toString("utf8");
  const pieces = exchange.stream ? text.split(/\r\n|\n|\r/).map((line) => line.replace(/^data: ?/, "")) : [text];
  return pieces.flatMap((piece) => {
    try {
      const parsed = JSON.parse(piece) as Loose | string | number | boolean | null;
      return typeof parsed === "object" && parsed !== null ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

const at = (value: unknown, key: string): unknown => (value as Loose | null | undefined)?.[key];
const count = (value: unknown, key: string): number | null => {
  const found = at(value, key);
  return typeof found === "number" ? found : null;
};

/** Input without the cache's tokens; each `message_delta` says anew what it says at all. */
function expectAnthropic(objects: readonly Loose[]): Expected {
  const usage: Loose = {};
  const starts = objects.filter((one) => one["type"] === "message_start").slice(0, 1);
  const rest = objects.filter((one) => one["type"] !== "message_start");
  const said = [...starts.map((one) => at(one["message"], "usage")), ...rest.map((one) => one["usage"])];
  for (const one of said) {
    for (const [key, value] of Object.entries((one ?? {}) as Loose)) if (value !== null) usage[key] = value;
  }
  const output = count(usage, "output_tokens");
  const fresh = count(usage, "input_tokens");
  if (output === null || fresh === null) return nothing;
  const cache = (count(usage, "cache_read_input_tokens") ?? 0) + (count(usage, "cache_creation_input_tokens") ?? 0);
  return [fresh + cache, output, fresh + cache + output];
}

/** The last that was said, wherever it stood. */
function findLast(objects: readonly Loose[]): unknown {
  let last: unknown = null;
  for (const one of objects) last = one["usage"] ?? at(one["x_groq"], "usage") ?? at(one["response"], "usage") ?? last;
  return last;
}

function expectOpenai(objects: readonly Loose[], provider: string): Expected {
  const usage = findLast(objects);
  const input = count(usage, "prompt_tokens") ?? count(usage, "input_tokens");
  const output = count(usage, "completion_tokens") ?? count(usage, "output_tokens");
  const total = count(usage, "total_tokens");
  if (input === null || output === null) return [input, output, total];
  // Reasoning is not part of the completion there.
  const isOutside = ["xai", "google"].includes(provider) && total !== null && total > input + output;
  return isOutside ? [input, total - input, total] : [input, output, input + output];
}

/** What stands out of the rules, looked at one by one. */
const known: Readonly<Record<string, Expected>> = {
  // Three messages in one stream, which no client accepts: the first one's start, and what was said last.
  "anthropic-programmatic-tool-calling.1": [4551, 197, 4748],
  // Rerankings have a total only, and write nothing.
  "test_voyageai_rerank_async_legacy.0": [43, null, 43],
  "rerank_reranking_with_openrouter_voyageai_rerank-2_5-lite_orders_documents_by_relevance_an.0": [17, null, 17],
};

/** APIs of other dialects, which never pass the gateway. */
const foreign = /^(?:google|ollama|bedrock|cohere)\b/;

function expectUsage(exchange: RecordedExchange): Expected {
  const name = exchange.id.split("/").at(-1) ?? "";
  const own = known[name];
  if (own !== undefined) return own;
  const objects = listObjects(exchange);
  if (exchange.api === "anthropic.count_tokens") return [count(objects[0], "input_tokens"), null, null];
  return exchange.api.startsWith("anthropic") ? expectAnthropic(objects) : expectOpenai(objects, exchange.provider);
}

/** As the recorder reads it. */
function readExchange({ api, stream, response }: RecordedExchange): Usage {
  if (!stream) {
    try {
      return readUsage(JSON.parse(response.body.toString("utf8")) as Json);
    } catch {
      return unknownUsage;
    }
  }
  const events = decodeSse(response.body);
  const endpoint = endpoints[api];
  const adapter = endpoint === undefined ? null : getDialectAdapter(endpoint);
  return adapter === null ? readStreamUsage(events) : readUsage(adapter.assembleStream(events).body);
}

describe("usage of recorded exchanges", () => {
  if (!hasRecordedExchanges) it.skip("SKIPPED: no recorded exchanges on this machine", () => undefined);

  for (const exchange of listRecordedExchanges()) {
    it(exchange.id, () => {
      const usage = readExchange(exchange);
      if (foreign.test(exchange.api)) return;
      expect([usage.input_tokens, usage.output_tokens, usage.total_tokens]).toEqual(expectUsage(exchange));
    });
  }
});
