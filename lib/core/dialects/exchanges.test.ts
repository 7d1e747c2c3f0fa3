/** Compares reassembly with what the official SDKs build from recorded streams; the recordings are not part of the product. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeSse } from "../sse/decode-sse";
import type { Json } from "./dialect-adapter";
import { getDialectAdapter } from "./registry";

const folder = join(process.cwd(), "../shared/data/exchanges");
const endpoints: Readonly<Record<string, string>> = {
  "openai.chat": "chat.completions",
  "openai.completions": "completions",
  "openai.responses": "responses",
  "anthropic.messages": "messages",
};

interface Exchange {
  readonly id: string;
  readonly api: string;
  readonly response: { readonly body: string; readonly bodyEncoding: string };
}

function listExpectations(): string[] {
  if (!existsSync(join(folder, "expect"))) return [];
  return readdirSync(join(folder, "expect"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
}

/** What only the SDKs add, and what they lose (the last of several pieces instead of all). */
const sdkOnly = new Set(["parsed", "parsed_arguments", "parsed_output", "output_text", "output_parsed", "_request_id"]);
const richer = new Set([
  ...["reasoning", "reasoning_details", "reasoning_content", "native_finish_reason"],
  ...["obfuscation", "p"],
]);

/** Asserts that everything that the SDK has is in ours, equal. */
function collectDifferences(ours: Json | undefined, theirs: Json, path: string): string[] {
  if (Array.isArray(theirs)) {
    const list = Array.isArray(ours) ? (ours as Json[]) : [];
    const size = list.length === theirs.length ? [] : [`${path}: ${list.length} items instead of ${theirs.length}`];
    return size.concat(
      ...theirs.map((item: Json, index: number) => collectDifferences(list[index], item, `${path}[${index}]`)),
    );
  }
  if (typeof theirs === "object" && theirs !== null) {
    const record = (typeof ours === "object" && ours !== null ? ours : {}) as Record<string, Json>;
    return Object.entries(theirs)
      .filter(([key]) => !sdkOnly.has(key) && !richer.has(key))
      .flatMap(([key, value]) => collectDifferences(record[key], value, `${path}.${key}`));
  }
  // The SDK lets a later null erase what was known (usage before a moderation chunk); reassembly keeps it.
  if (theirs === null && (ours === undefined || path.endsWith(".usage"))) return [];
  return Object.is(ours, theirs) ? [] : [`${path}: ${JSON.stringify(ours)} instead of ${JSON.stringify(theirs)}`];
}

const names = listExpectations();

describe("reassembly equals the official SDKs", () => {
  if (names.length === 0) it.skip("SKIPPED: no recorded exchanges on this machine", () => undefined);

  for (const name of names) {
    const exchange = JSON.parse(readFileSync(join(folder, name), "utf8")) as Exchange;
    const expected = JSON.parse(readFileSync(join(folder, "expect", name), "utf8")) as { final?: Json; error?: Json };
    const endpoint = endpoints[exchange.api];
    const adapter = endpoint === undefined ? null : getDialectAdapter(endpoint);
    if (adapter === null) continue;
    it(name, () => {
      expect.hasAssertions();
      const { body, bodyEncoding } = exchange.response;
      const bytes = bodyEncoding === "base64" ? Buffer.from(body, "base64") : Buffer.from(body, "utf8");
      const events = decodeSse(bytes);
      const assembled = adapter.assembleStream(events);
      expect(assembled.body !== null || assembled.error !== null).toBe(true);
      if (expected.final === undefined) return;
      expect(assembled.error).toBeNull();
      if (exchange.api === "openai.completions") {
        const { id, model, texts, finish } = expected.final as Record<string, Record<string, Json>>;
        const choices = (assembled.body as { choices: { text: string; finish_reason: Json }[] }).choices;
        expect(assembled.body).toMatchObject({ id, model });
        expect(choices.map((choice) => choice.text)).toEqual(Object.values(texts ?? {}));
        expect(choices.map((choice) => choice.finish_reason)).toEqual(Object.values(finish ?? {}));
        return;
      }
      expect(collectDifferences(assembled.body, expected.final, "")).toEqual([]);
    });
  }
});
