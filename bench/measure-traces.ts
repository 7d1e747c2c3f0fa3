/**
 * `npm run bench -- --traces`: what the spans of a call cost, in CPU of the recorder's thread: finding the first token, deciding
 * whether a call is sampled, building its spans and writing them for a collector. The gateway's part is a few clock readings.
 */
import { gzipSync } from "node:zlib";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { findFirstToken } from "@/lib/core/stream-lanes/find-first-token";
import { buildCallSpans } from "@/lib/core/traces/build-call-spans";
import { isCallSampled } from "@/lib/core/traces/sample-call";
import type { SpannedCall, SpannedStep } from "@/lib/core/traces/span-writer";
import { gzipLevel, type TraceBatch } from "@/lib/core/traces/trace-batch";
import { writeOtlpJson } from "@/lib/core/traces/write-otlp-json";
import { writeOtlpProtobuf } from "@/lib/core/traces/write-otlp-protobuf";
import { buildEvents } from "./payloads";

/** `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` spans make about so many calls. */
const callsPerRequest = 64;
const rounds = 40;
const roundMs = 60;

function buildStep(position: number, hook: SpannedStep["hook"]): SpannedStep {
  return {
    ...{ position, hook, policy: "redact-personal-data", name: "Redact personal data", version: 1 },
    ...{ outcome: hook === "response" ? "changed" : "unchanged", reason: null },
    ...{ duration_ms: 0.1, start_ms: 1, end_ms: 40, edits: [{}] },
  };
}

/** A streamed call through two policies over a new TLS connection: as many spans as a call has. */
const pattern: SpannedCall = {
  callId: "019aa5f0-1111-7222-8333-444455556666",
  ...{ spanId: "b7ad6b7169203331", parentSpanId: null, state: "completed", reason: null },
  ...{ endpoint: "chat.completions", method: "POST", path: "/v1/chat/completions", isStreaming: true },
  ...{ model: "gpt-5", modelAnswered: "gpt-5-2026", provider: "openai", status: 200 },
  ...{ upstreamUrl: "https://api.openai.com/v1/chat/completions", sessionId: "session" },
  ...{ projectName: "default", tokenName: "bench", usage: { input_tokens: 1_200, output_tokens: 300 } },
  startedAtMs: 1_800_000_000_000,
  storedAtMs: 1_800_000_003_000,
  timings: {
    ...{
      authenticated: 0.1,
      request_read: 0.4,
      upstream_start: 0.8,
      connect_start: 0.9,
      connect_dns: 4,
      connect_tcp: 20,
    },
    ...{
      connect_tls: 45,
      upstream_sent: 46,
      upstream_headers: 400,
      upstream_first_byte: 401,
      upstream_first_token: 405,
    },
    ...{ upstream_last_byte: 2_900, client_first_byte: 402, client_last_byte: 2_901, ended: 2_902 },
  },
  steps: [buildStep(0, "request"), buildStep(1, "request"), buildStep(2, "response"), buildStep(3, "response")],
};

const traceId = "0af7651916cd43dd8448eb211c80319c";

/** Numbers that look like measured ones and are the same in every run. */
function* countUnevenly(): Generator<number, never> {
  for (let seed = 1; ; seed = (seed * 48_271) % 2_147_483_647) yield seed;
}

/** Calls as they come: each with ids, times and counts of its own, which copies of one would hide from gzip and from caches. */
function listCalls(): readonly SpannedCall[] {
  const uneven = countUnevenly();
  const hex = (): string => uneven.next().value.toString(16).padStart(8, "0");
  const shift = ([name, ms = 0]: [string, number | undefined]): [string, number] => [
    name,
    ms + (uneven.next().value % 1_000_000) / 1e6,
  ];
  return Array.from({ length: callsPerRequest }, (_, index) => ({
    ...pattern,
    callId: `${hex()}-1111-7222-8333-4444${hex()}`,
    spanId: hex() + hex(),
    usage: { input_tokens: uneven.next().value % 4_000, output_tokens: uneven.next().value % 600 },
    startedAtMs: 1_800_000_000_000 + index * 13,
    storedAtMs: 1_800_000_003_000 + index * 13,
    timings: Object.fromEntries(Object.entries(pattern.timings).map(shift)),
  }));
}

const calls = listCalls();

/** Built anew each time, as an exporter does: texts that were written once are cheaper to write again. */
function buildBatch(): TraceBatch {
  const traces = calls.map((call) => ({
    traceId: `${traceId.slice(16)}${call.spanId}`,
    spans: buildCallSpans(call, "diffract"),
  }));
  return { resource: { "service.name": "diffract" }, scope: { name: "diffract", version: "1" }, traces };
}

/** CPU microseconds of one run, the best of some rounds: whatever else the machine does only adds. */
function measure(run: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    let runs = 0;
    for (; performance.now() - startedAt < roundMs; runs++) run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / runs);
  }
  return best;
}

function measureFirstToken(): number {
  const adapter = getDialectAdapter("chat.completions");
  const chunks = buildEvents("plain").map((event) => Buffer.from(event));
  const bytes = Buffer.concat(chunks);
  const marks = chunks.flatMap((chunk, index) => [400 + index, chunk.length]);
  return adapter === null ? Number.NaN : measure(() => findFirstToken(bytes, marks, adapter));
}

/** Prints microseconds of CPU for each call. */
export function measureTraces(print: (text: string) => void): void {
  const batch = buildBatch();
  const protobuf = Buffer.from(writeOtlpProtobuf(batch));
  const sampler = { name: "parentbased_traceidratio", ratio: 0.5 } as const;
  const figures: readonly (readonly [name: string, microseconds: number])[] = [
    ["finding the first token of a stream", measureFirstToken()],
    ["deciding on sampling", measure(() => isCallSampled({ traceId, parentSampled: null, isNotable: false }, sampler))],
    ["building spans", measure(buildBatch) / callsPerRequest],
    ["building and writing protobuf", measure(() => writeOtlpProtobuf(buildBatch())) / callsPerRequest],
    ["building and writing JSON instead", measure(() => writeOtlpJson(buildBatch())) / callsPerRequest],
    ["gzip of protobuf, where it is wanted", measure(() => gzipSync(protobuf, { level: gzipLevel })) / callsPerRequest],
  ];
  print(
    `\nSpans of one call (${String(batch.traces[0]?.spans.length ?? 0)} spans, ${String(Math.round(protobuf.length / callsPerRequest))} bytes), µs of CPU:`,
  );
  for (const [name, microseconds] of figures) print(`  ${name.padEnd(40)} ${microseconds.toFixed(1).padStart(6)}`);
  const sum = (...indexes: readonly number[]): string =>
    indexes
      .reduce((total, index) => total + (figures[index]?.[1] ?? 0), 0)
      .toFixed(1)
      .padStart(6);
  print(`  ${"all that every exported call costs".padEnd(40)} ${sum(0, 1, 3)}   (budget 60)`);
  print(`  ${"the same with gzip".padEnd(40)} ${sum(0, 1, 3, 5)}   (budget 60)`);
}
