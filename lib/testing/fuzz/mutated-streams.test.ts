/**
 * Mutated streams through everything that reads streams: no crash, no hang, and no byte changed that no policy changed. A
 * failure names its seed; `DIFFRACT_TEST_FIRST_SEED=<seed> DIFFRACT_TEST_MUTATIONS=1` runs it alone.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { readEnv } from "@/lib/config/read-env";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { previewOtherResponse } from "@/lib/core/dialects/preview-endpoint";
import { getDialectAdapter, getStreamAssembler } from "@/lib/core/dialects/registry";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { createSseSplitter, type RawEvent } from "@/lib/core/sse/sse-splitter";
import { isUsageChunk } from "@/lib/core/usage/is-usage-chunk";
import { readStreamUsage, readUsage } from "@/lib/core/usage/read-usage";
import { hideUsage } from "@/lib/gateway/hide-usage";
import { compilePolicies } from "@/lib/gateway/policy-host/compile-policies";
import { createStreamPolicies, type StreamPolicies } from "@/lib/gateway/policy-host/create-stream-policies";
import { policyDefinitions } from "@/lib/policies/registry";
import { CallAbort } from "@/lib/gateway/call-abort";
import type { PipedBody, UpstreamBody } from "@/lib/gateway/gateway-types";
import { nestsTooDeep } from "@/lib/recording/assemble/sanitise-json";
import { buildTenant, buildUpstream } from "../fixed-directory";
import { checkStreamRules } from "../check-stream-rules";
import { readBody } from "@/lib/recording/assemble/read-body";
import { SeededChoices } from "../oracle/seeded-choices";
import { testContext } from "../scan-text";
import { createTestGateway } from "../create-test-gateway";
import { cutAnywhere, mutateStream } from "./mutate-stream";
import { listSeedStreams, type SeedStream } from "./seed-streams";

const { DIFFRACT_TEST_MUTATIONS: mutations, DIFFRACT_TEST_FIRST_SEED: firstSeed } = readEnv();
const timeoutMs = 60_000 + 60 * mutations;
const paths: Readonly<Record<string, string>> = {
  "chat.completions": "/v1/chat/completions",
  completions: "/v1/completions",
  responses: "/v1/responses",
  messages: "/v1/messages",
  "threads.runs": "/v1/threads/t/runs",
  "audio.speech": "/v1/audio/speech",
  "audio.transcriptions": "/v1/audio/transcriptions",
  "images.generations": "/v1/images/generations",
};

interface Mutated {
  readonly seed: number;
  readonly endpoint: string;
  readonly bytes: Buffer;
  readonly pieces: readonly Buffer[];
}

let streams: SeedStream[] = [];
beforeAll(async () => {
  streams = await listSeedStreams();
});

function mutate(seed: number): Mutated {
  const choices = new SeededChoices(seed);
  const pick = (): SeedStream =>
    streams[choices.below(streams.length)] ?? { name: "", endpoint: "", bytes: Buffer.of() };
  const { endpoint, bytes } = pick();
  const mutated = mutateStream(bytes, choices, pick().bytes);
  return { seed, endpoint, bytes: mutated, pieces: cutAnywhere(mutated, choices) };
}

/** Does the same with every mutated stream, and names the seed of the first that fails. */
async function forEachSeed(check: (mutated: Mutated) => void | Promise<void>, step = 1): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + mutations; seed += step) {
    try {
      await check(mutate(seed));
    } catch (error) {
      const replay = `DIFFRACT_TEST_FIRST_SEED=${String(seed)} DIFFRACT_TEST_MUTATIONS=1`;
      throw new Error(`Seed ${String(seed)} failed; replay with ${replay}`, { cause: error });
    }
  }
}

function splitAll(pieces: readonly Uint8Array[]): RawEvent[] {
  const splitter = createSseSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

const tell = (events: readonly RawEvent[]): string => {
  return JSON.stringify(events.map(({ raw, name, data }) => [raw.length, name, data]));
};

const rule = (policy: string, config: object): PolicyBinding => {
  return { id: policy, policy, name: policy, version: 1, onFailure: "open", config };
};
const idle = [rule("replace-text", { pairs: [{ from: "\u0001a text that is nowhere", to: "x" }] })];
const busy = [
  rule("replace-text", { pairs: ["a", "e", "the"].map((from) => ({ from, to: "<vowel>" })) }),
  rule("redact-personal-data", {}),
];

function start(endpoint: string, bindings: readonly PolicyBinding[]): StreamPolicies {
  const policies = compilePolicies(bindings, policyDefinitions);
  return createStreamPolicies({ adapter: getDialectAdapter(endpoint), policies, context: testContext, now: () => 0 });
}

/** A gateway whose upstream answers every call with these pieces. */
function startGateway(): { send: (mutated: Mutated) => Promise<Buffer>; close: () => Promise<void> } {
  const upstreams = (["openai", "anthropic"] as const).map((dialect) =>
    buildUpstream({ dialect, baseUrl: "http://up" }),
  );
  const tenants = [[], idle].map((policies, index) => {
    return buildTenant({ id: `01900000-0000-7000-8000-00000000000${String(index)}`, upstreams, policies });
  });
  let answer: readonly Buffer[] = [];
  const headers = ["content-type", "text/event-stream"];
  const body: UpstreamBody = {
    flow: async (consume) => {
      for (const piece of answer) if (!(await consume(piece))) return;
    },
  };
  const gateway = createTestGateway(tenants, {
    upstream: { send: () => Promise.resolve({ status: 200, headers, body }), close: () => Promise.resolve() },
  });
  return {
    async send({ seed, endpoint, pieces }) {
      answer = pieces;
      const request = Buffer.from('{"model":"m","stream":true,"messages":[]}');
      const outgoing = await gateway.handle({
        method: "POST",
        target: paths[endpoint] ?? "",
        headers: ["authorization", `Bearer ${tenants[seed % 2]?.token ?? ""}`, "content-type", "application/json"],
        body: { read: () => Promise.resolve(request) },
        abort: new CallAbort(),
      });
      const got: Uint8Array[] = [];
      await (outgoing.body as PipedBody).pipe((chunk) => void got.push(chunk));
      return Buffer.concat(got);
    },
    close: () => gateway.close(),
  };
}

function run(stream: StreamPolicies, pieces: readonly Uint8Array[]): Buffer {
  const out: Uint8Array[] = [];
  const settle = (first: readonly Uint8Array[]): void => {
    out.push(...first);
    while (stream.isBusy()) out.push(...stream.resume());
  };
  for (const piece of pieces) settle(stream.push(piece));
  settle(stream.end());
  return Buffer.concat(out);
}

describe(`${String(mutations)} mutated streams from seed ${String(firstSeed)}`, () => {
  it(
    "are split into the same events however they are cut, and no byte is lost",
    async () => {
      await forEachSeed(({ bytes, pieces }) => {
        const events = splitAll(pieces);
        expect(Buffer.concat(events.map(({ raw }) => raw)).equals(bytes)).toBe(true);
        expect(tell(events)).toBe(tell(splitAll([bytes])));
      });
    },
    timeoutMs,
  );

  it(
    "are reassembled by every dialect without a crash, into what can be stored",
    async () => {
      await forEachSeed(({ bytes }) => {
        const events = decodeSse(bytes);
        for (const endpoint of Object.keys(paths)) {
          const assembled = getStreamAssembler(endpoint)?.(events);
          if (assembled === undefined) throw new Error(`nobody assembles ${endpoint}`);
          const { body } = assembled;
          if (!nestsTooDeep(Buffer.from(bytes))) JSON.stringify(body);
          getDialectAdapter(endpoint)?.previewResponse(body);
          previewOtherResponse(endpoint, body);
          readUsage(body);
        }
        readStreamUsage(events);
      });
    },
    timeoutMs,
  );

  it(
    "are readable in the record",
    async () => {
      await forEachSeed(({ bytes, endpoint }) => {
        const size = bytes.length;
        const about = {
          size,
          captured: size,
          content_type: "text/event-stream",
          content_encoding: null,
          same_as: null,
        };
        const notes = new Set<string>();
        const body = { side: "upstream_response", ...about } as const;
        readBody({ body, bytes, assembleStream: getStreamAssembler(endpoint), notes });
        expect([...notes]).not.toContain("unreadable_body");
      });
    },
    timeoutMs,
  );

  it(
    "pass the gateway as the very bytes that came where no policy found anything",
    async () => {
      const { send, close } = startGateway();
      await forEachSeed(async (mutated) => {
        expect((await send(mutated)).equals(mutated.bytes)).toBe(true);
      }, 3);
      await close();
    },
    timeoutMs,
  );

  it(
    "lose the usage that was asked for, and nothing else, however they are cut",
    async () => {
      await forEachSeed(({ bytes, pieces }) => {
        const whole = run(hideUsage(start("chat.completions", [])), [bytes]);
        expect(run(hideUsage(start("chat.completions", [])), pieces).equals(whole)).toBe(true);
        const kept = splitAll([bytes]).filter(({ data }) => data === null || !isUsageChunk(data));
        expect(Buffer.concat(kept.map(({ raw }) => raw)).equals(whole)).toBe(true);
      }, 3);
    },
    timeoutMs,
  );

  it(
    "leave policies that edit the same however they were cut",
    async () => {
      await forEachSeed(({ bytes, endpoint, pieces }) => {
        const whole = start(endpoint, busy);
        const cut = start(endpoint, busy);
        const out = run(whole, [bytes]);
        expect(run(cut, pieces).equals(out)).toBe(true);
        expect(cut.steps()).toEqual(whole.steps());
        expect(out.equals(bytes)).toBe(!whole.isChanged());
        // From where a policy failed, and was to fail open, nothing is edited any more.
        if (whole.steps().some(({ outcome }) => outcome === "failed-open")) return;
        const dialect = getDialectAdapter(endpoint)?.id ?? "";
        const broken = checkStreamRules(dialect, decodeSse(bytes));
        expect([...checkStreamRules(dialect, decodeSse(out))].filter((name) => !broken.has(name))).toEqual([]);
      });
    },
    timeoutMs,
  );
});
