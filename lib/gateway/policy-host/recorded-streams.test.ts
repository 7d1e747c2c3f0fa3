/** Runs policies over recorded streams of real providers; the recordings are not part of the product. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { applyEdits } from "@/lib/core/json/apply-edits";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { policyDefinitions } from "@/lib/policies/registry";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies } from "./create-stream-policies";

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
  readonly stream: boolean;
  readonly response: { readonly body: string; readonly bodyEncoding: string };
}

function listStreams(): Exchange[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^[^/]+\/.*\.json$/.test(name),
  );
  return names
    .filter((name) => !name.startsWith("expect/"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Exchange)
    .filter((exchange) => exchange.stream && exchange.api in endpoints);
}

function replay(
  exchange: Exchange,
  config: unknown,
  chunkSize: number,
): { final: Buffer; stream: ReturnType<typeof start> } {
  const { body, bodyEncoding } = exchange.response;
  const bytes = Buffer.from(body, bodyEncoding === "base64" ? "base64" : "utf8");
  const stream = start(exchange, config);
  return { final: replayStream(stream, bytes, chunkSize), stream };
}

function start(exchange: Exchange, config: unknown): ReturnType<typeof createStreamPolicies> {
  const binding = { id: "1", policy: "replace-text", name: "r", version: 1, onFailure: "open", config } as const;
  const adapter = getDialectAdapter(endpoints[exchange.api] ?? "");
  const policies = compilePolicies(
    [binding, { ...binding, policy: "redact-personal-data", config: {} }],
    policyDefinitions,
  );
  return createStreamPolicies({ adapter, policies, context: testContext, now: () => 0 });
}

const streams = listStreams();

describe("policies over recorded streams", () => {
  if (streams.length === 0) it.skip("SKIPPED: no recorded exchanges on this machine", () => undefined);

  for (const exchange of streams) {
    const { body, bodyEncoding } = exchange.response;
    const bytes = Buffer.from(body, bodyEncoding === "base64" ? "base64" : "utf8");
    const adapter = getDialectAdapter(endpoints[exchange.api] ?? "");
    if (adapter === null) continue;

    it(`byte-identical when nothing matches: ${exchange.id}`, () => {
      for (const size of [bytes.length + 1, 7, 1000]) {
        const { final, stream } = replay(exchange, { pairs: [{ from: "\u0001never", to: "" }] }, size);
        if (stream.steps()[1]?.outcome !== "changed") expect(final.equals(bytes)).toBe(true);
      }
    });

    it(`no copy of an edited text is left, and steps rebuild: ${exchange.id}`, () => {
      const pairs = ["a", "e", "i", "o", "u"].map((from) => ({ from, to: "#" }));
      const { final, stream } = replay(exchange, { pairs }, 512);
      const before = adapter.assembleStream(decodeSse(bytes)).body;
      const after = adapter.assembleStream(decodeSse(final)).body;
      for (const { format, path, text } of adapter.listResponseSlots(after)) {
        // Input that was cut is not JSON and stays text, in which keys are not told from values.
        const isCut = path.endsWith(".input") && text.startsWith("{");
        if (format === "text" && !isCut) expect(text).not.toMatch(/[aeiou]/);
      }
      if (adapter.listResponseSlots(before).some(({ path, text }) => path.endsWith(".input") && text.startsWith("{")))
        return;
      const rebuilt = stream.steps().reduce((value, { edits }) => applyEdits(value, edits), before);
      expect(adapter.listResponseSlots(rebuilt)).toEqual(adapter.listResponseSlots(after));
      const isChanged = JSON.stringify(before) !== JSON.stringify(after);
      expect(stream.isChanged()).toBe(isChanged);
      expect(stream.steps()[0]?.outcome === "changed").toBe(isChanged);
    });
  }
});
