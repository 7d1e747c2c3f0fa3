/** Every recorded stream, rewritten in several ways, still keeps the rules of its dialect and is read by the official SDKs. */
import { describe, expect, it } from "vitest";
import { definePolicy, type PolicyBinding } from "@/lib/core/contracts/policy";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import type { DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { policyDefinitions } from "@/lib/policies/registry";
import { accumulateStream } from "@/lib/testing/accumulate-stream";
import { checkStreamRules } from "@/lib/testing/check-stream-rules";
import { listRecordedExchanges } from "@/lib/testing/recorded-exchanges";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { z } from "zod";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies, type StreamPolicies } from "./create-stream-policies";

const endpoints: Readonly<Record<string, string>> = {
  "openai.chat": "chat.completions",
  "openai.completions": "completions",
  "openai.responses": "responses",
  "anthropic.messages": "messages",
};

/** Stops a call at the third word that it is shown. */
const stopper = definePolicy({
  id: "stop",
  version: "1.0.0",
  title: "Stop",
  description: "Stops.",
  examples: [],
  config: z.unknown(),
  create: () => {
    let words = 0;
    return {
      createScanner: () => {
        let length = 0;
        return {
          push: (text) => {
            words++;
            length += text.length;
            const block = words > 2 ? { block: { rule: "r", reason: "No more." } } : {};
            return { decidedTo: length, edits: [], ...block };
          },
          end: () => ({ decidedTo: length, edits: [] }),
        };
      },
    };
  },
});

const vowels = ["a", "e", "i", "o", "u"];
const edits: Readonly<Record<string, string>> = { shorter: "", longer: "<vowel>", "of the same length": "#" };

function bind(policy: string, config: unknown): PolicyBinding {
  return { id: policy, policy, name: policy, version: 1, onFailure: "closed", config };
}

function start(adapter: DialectAdapter, bindings: readonly PolicyBinding[]): StreamPolicies {
  const policies = compilePolicies(bindings, [...policyDefinitions, stopper]);
  return createStreamPolicies({ adapter, policies, context: testContext, now: () => 0 });
}

/** Texts of an object that an SDK or our own reassembly built. */
function listTexts(adapter: DialectAdapter, body: Parameters<DialectAdapter["listResponseSlots"]>[0]): string[] {
  return adapter.listResponseSlots(body).map(({ path, text }) => `${path}: ${text}`);
}

const streams = listRecordedExchanges().filter(({ stream, api }) => stream && api in endpoints);

describe("rewritten streams", () => {
  if (streams.length === 0) it.skip("SKIPPED: no recorded exchanges on this machine", () => undefined);

  for (const [order, { id, api, response }] of streams.entries()) {
    const adapter = getDialectAdapter(endpoints[api] ?? "");
    if (adapter === null) continue;
    const bytes = response.body;
    const chunkSize = [bytes.length, 7, 100, 1000][order % 4];

    it.each(Object.entries(edits))(`with edits %s are legal: ${id}`, async (_name, to) => {
      const pairs = vowels.map((from) => ({ from, to }));
      const stream = start(adapter, [bind("replace-text", { pairs }), bind("redact-personal-data", {})]);
      const final = replayStream(stream, bytes, chunkSize);
      for (const { outcome } of stream.steps()) expect(["changed", "unchanged", "skipped"]).toContain(outcome);
      const before = checkStreamRules(adapter.id, decodeSse(bytes));
      const after = checkStreamRules(adapter.id, decodeSse(final));
      expect([...after].filter((rule) => !before.has(rule))).toEqual([]);
      const accepted = await accumulateStream(adapter.id, bytes);
      const read = await accumulateStream(adapter.id, final);
      expect(read === null).toBe(accepted === null);
      if (read === null) return;
      const ours = adapter.assembleStream(decodeSse(final)).body;
      // Of fields that it does not know the SDK keeps the last piece only.
      const known = listTexts(adapter, read).filter((text) => !/^choices\[\d+\]\.message\.reasoning/.test(text));
      const texts = listTexts(adapter, ours);
      for (const text of known) expect(texts).toContain(text);
    });

    it(`stopped in the middle are legal: ${id}`, async () => {
      const stream = start(adapter, [bind("stop", {})]);
      const final = replayStream(stream, bytes, chunkSize);
      if (stream.block() === null) return;
      const before = checkStreamRules(adapter.id, decodeSse(bytes));
      const after = checkStreamRules(adapter.id, decodeSse(final));
      expect([...after].filter((rule) => !before.has(rule))).toEqual([]);
      const accepted = await accumulateStream(adapter.id, bytes);
      if (accepted !== null) expect(await accumulateStream(adapter.id, final)).not.toBeNull();
    });
  }
});
