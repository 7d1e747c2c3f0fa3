import { setTimeout as delay } from "node:timers/promises";
import type { SpanSource, TraceQuestion } from "@/lib/core/contracts/span-source";
import type { TraceSpan } from "@/lib/core/contracts/trace";
import { buildCallSpans } from "@/lib/core/traces/build-call-spans";
import type { SpannedCall, SpannedStep } from "@/lib/core/traces/span-writer";
import type { TraceBatch } from "@/lib/core/traces/trace-batch";
import type { SpanSender } from "./export/create-span-sender";
import { fetchJson } from "./fetch-json";

export interface TempoUnderTest {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: SpanSource;
  /** One for each way in which spans may be sent, by name. */
  readonly senders: readonly { readonly name: string; readonly sender: SpanSender }[];
  /** 32 hex digits, 16 hex digits and UUIDs that nobody used before. */
  readonly createTraceId: () => string;
  readonly createSpanId: () => string;
  readonly createCallId: () => string;
  /** How long it may take until what was sent is there by its trace id. */
  readonly patienceMs: number;
  /** How long a search may take to find what was sent. */
  readonly searchPatienceMs: number;
}

export interface TempoFinding {
  readonly title: string;
  readonly isGood: boolean;
  readonly detail: string;
}

const stepMs = 100;

interface SentTrace extends TraceQuestion {
  readonly spans: readonly TraceSpan[];
}

const step: SpannedStep = {
  ...{ position: 0, hook: "request", policy: "replace-text", name: "Replace", version: 3, outcome: "changed" },
  ...{ reason: null, duration_ms: 0.125, start_ms: 0.6, end_ms: 0.725, edits: { length: 2 } },
};

const timings = { authenticated: 0.25, request_read: 0.5, upstream_start: 1, upstream_sent: 2, upstream_headers: 40 };

/** A call as the gateway would have recorded it, with failure, policies and events. */
function inventTrace(tempo: TempoUnderTest): SentTrace {
  const callId = tempo.createCallId();
  const startedAtMs = Date.now();
  const call: SpannedCall = {
    ...{
      callId,
      spanId: tempo.createSpanId(),
      parentSpanId: null,
      state: "upstream_error",
      reason: "upstream_timeout",
    },
    ...{ endpoint: "chat.completions", method: "POST", path: "/v1/chat/completions", isStreaming: true, status: 504 },
    ...{ model: "test-tempo ü 🙂", modelAnswered: null, provider: "demo", upstreamUrl: "https://provider.test/v1" },
    ...{ projectName: "default", tokenName: "test", sessionId: null, usage: { input_tokens: 12, output_tokens: null } },
    timings: { ...timings, ended: 50 },
    steps: [step],
    startedAtMs,
  };
  const spans = buildCallSpans(call, "diffract-test-tempo");
  return { traceId: tempo.createTraceId(), callId, fromMs: startedAtMs, toMs: startedAtMs + 50, spans };
}

function toBatch({ traceId, spans }: SentTrace): TraceBatch {
  const resource = { "service.name": "diffract-test-tempo" };
  return { resource, scope: { name: "diffract", version: "test" }, traces: [{ traceId, spans }] };
}

/** What of a span must come back as it was sent; orders of attributes do not count. */
function normalise(span: TraceSpan): string {
  const sort = (attributes: TraceSpan["attributes"]): unknown =>
    Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1));
  const { span_id, parent_span_id, name, kind, service, start_ns, end_ns, status } = span;
  const events = span.events.map((event) => [event.name, event.at_ns, sort(event.attributes)]);
  return JSON.stringify([
    span_id,
    parent_span_id,
    name,
    kind,
    service,
    start_ns,
    end_ns,
    status,
    sort(span.attributes),
    events,
  ]);
}

function findDifference(sent: readonly TraceSpan[], got: readonly TraceSpan[]): string | null {
  for (const span of sent) {
    const back = got.find(({ span_id: id }) => id === span.span_id);
    if (back === undefined) return `the span "${span.name}" is missing`;
    if (normalise(back) !== normalise(span)) return `the span "${span.name}" came back changed`;
  }
  return got.length === sent.length ? null : `${String(got.length)} spans came back for ${String(sent.length)}`;
}

/** Asks until everything has come back. @returns why not, or how long it took */
async function waitFor(
  { source }: TempoUnderTest,
  question: TraceQuestion,
  { spans, patienceMs }: { readonly spans: readonly TraceSpan[]; readonly patienceMs: number },
): Promise<{ readonly isGood: boolean; readonly detail: string }> {
  const beganAt = performance.now();
  for (;;) {
    const answer = await source.find(question);
    const problem = answer.status === "found" ? findDifference(spans, answer.spans) : (answer.message ?? answer.status);
    const tookMs = Math.round(performance.now() - beganAt);
    if (problem === null) return { isGood: true, detail: `${String(spans.length)} spans, after ${String(tookMs)} ms` };
    if (tookMs > patienceMs) return { isGood: false, detail: `${problem} (waited ${String(tookMs)} ms)` };
    await delay(stepMs);
  }
}

async function askVersion({ baseUrl, headers }: TempoUnderTest): Promise<TempoFinding> {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/api/status/buildinfo`);
  const answer = await fetchJson(url, { name: "Tempo", headers, timeoutMs: 5_000, maxBytes: 1_048_576 });
  const title = "answers";
  if (answer.kind === "failure") return { title, isGood: false, detail: answer.message };
  if (answer.kind === "status") return { title, isGood: false, detail: `status ${String(answer.status)}` };
  const { version } = answer.body as { version?: unknown };
  return { title, isGood: true, detail: typeof version === "string" ? `version ${version}` : "version unknown" };
}

/**
 * Sends what Diffract sends and reads it as Diffract reads it, against a Tempo that runs.
 * @param onFinding told of each as it is known
 */
export async function checkTempo(tempo: TempoUnderTest, onFinding: (finding: TempoFinding) => void): Promise<boolean> {
  let isAllGood = true;
  const report = (finding: TempoFinding): boolean => {
    isAllGood &&= finding.isGood;
    onFinding(finding);
    return finding.isGood;
  };
  if (!report(await askVersion(tempo))) return false;
  const never = new AbortController().signal;
  for (const { name, sender } of tempo.senders) {
    const sent = inventTrace(tempo);
    const outcome = await sender.send(toBatch(sent), never);
    const isTaken = outcome.kind === "accepted" && outcome.rejectedSpans === 0;
    if (!report({ title: `takes ${name}`, isGood: isTaken, detail: outcome.message ?? outcome.kind })) continue;
    const back = await waitFor(tempo, sent, { spans: sent.spans, patienceMs: tempo.patienceMs });
    report({ title: `gives back ${name} by trace id`, ...back });
  }
  const unknown = await tempo.source.find({ ...inventTrace(tempo), traceId: tempo.createTraceId() });
  report({ title: "says when it does not know a trace", isGood: unknown.status === "missing", detail: unknown.status });
  report(await checkGrowth(tempo));
  report(await checkSearch(tempo));
  return isAllGood;
}

/** Whether it was taken shows in what comes back. */
async function send(tempo: TempoUnderTest, sent: SentTrace): Promise<void> {
  await tempo.senders[0]?.sender.send(toBatch(sent), new AbortController().signal);
}

/** A trace whose second half comes later. */
async function checkGrowth(tempo: TempoUnderTest): Promise<TempoFinding> {
  const sent = inventTrace(tempo);
  for (const spans of [sent.spans.slice(0, 2), sent.spans.slice(2)]) await send(tempo, { ...sent, spans });
  return {
    title: "adds spans that come later",
    ...(await waitFor(tempo, sent, { spans: sent.spans, patienceMs: tempo.patienceMs })),
  };
}

/** By call id, for calls whose trace id leads nowhere. */
async function checkSearch(tempo: TempoUnderTest): Promise<TempoFinding> {
  const sent = inventTrace(tempo);
  await send(tempo, sent);
  const elsewhere = { ...sent, traceId: tempo.createTraceId() };
  const { isGood, detail } = await waitFor(tempo, elsewhere, {
    spans: sent.spans,
    patienceMs: tempo.searchPatienceMs,
  });
  const hint = isGood ? "" : " — Tempo 3 leaves out the last 30 s unless query_frontend.query_end_cutoff is 0s";
  return { title: "finds a trace by call id", isGood, detail: `${detail}${hint}` };
}
