import type { PolicyStep, Usage } from "../contracts/call";
import type { RecordedTimings } from "../contracts/call-record";
import type { SpanEvent, TraceSpan } from "../contracts/trace";
import { attributeNames as names, eventNames, findOperation } from "./attribute-names";
import { deriveSpanId } from "./derive-span-id";

/** What of a recorded call its spans are made of. */
export interface SpannedCall {
  readonly callId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly isStreaming: boolean;
  readonly model: string | null;
  readonly modelAnswered: string | null;
  readonly provider: string | null;
  readonly upstreamUrl: string | null;
  readonly status: number | null;
  readonly projectName: string | null;
  readonly tokenName: string | null;
  readonly sessionId: string | null;
  readonly usage: Pick<Usage, "input_tokens" | "output_tokens"> | null;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly timings: Partial<RecordedTimings>;
  readonly steps: readonly PolicyStep[];
}

interface Sketch {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind?: TraceSpan["kind"];
  readonly status?: TraceSpan["status"];
  readonly attributes?: TraceSpan["attributes"];
  readonly events?: readonly SpanEvent[];
}

type Attributes = Readonly<Record<string, unknown>>;

const failedStates = new Set(["upstream_error", "upstream_truncated", "interrupted", "rejected"]);

/** Attributes without those that nobody knows: an unknown count is not a count. */
function known(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined));
}

/** Turns offsets of one call into spans; all but the first are children of the first. */
class SpanWriter {
  readonly spans: TraceSpan[] = [];
  private readonly startNs: bigint;

  constructor(
    private readonly call: SpannedCall,
    private readonly service: string,
  ) {
    this.startNs = BigInt(Math.round(call.startedAtMs)) * 1_000_000n;
  }

  at(offsetMs: number): string {
    return (this.startNs + BigInt(Math.round(offsetMs * 1e6))).toString();
  }

  add({ name, fromMs, toMs, kind = "internal", status = "unset", attributes = {}, events = [] }: Sketch): void {
    const { spanId, parentSpanId, callId } = this.call;
    const isRoot = this.spans.length === 0;
    this.spans.push({
      span_id: isRoot ? spanId : deriveSpanId(spanId, this.spans.length),
      parent_span_id: isRoot ? parentSpanId : spanId,
      name,
      kind,
      service: this.service,
      start_ns: this.at(fromMs),
      end_ns: this.at(Math.max(fromMs, toMs)),
      status,
      attributes: { [names.callId]: callId, ...attributes },
      events,
    });
  }
}

/** Where a url leads, without what may be a secret in it. */
function readServer(url: string | null): Attributes {
  if (url === null || !URL.canParse(url)) return {};
  const { hostname, port } = new URL(url);
  return hostname === "" ? {} : { [names.server]: hostname, ...(port !== "" && { [names.port]: Number(port) }) };
}

function addRoot(writer: SpanWriter, call: SpannedCall, endMs: number): void {
  const failed = failedStates.has(call.state);
  const path = call.path.split("?")[0] ?? "";
  writer.add({
    name: `${call.method} ${path}`,
    fromMs: 0,
    toMs: endMs,
    kind: "server",
    status: failed ? "error" : "unset",
    attributes: known({
      [names.method]: call.method,
      [names.path]: path,
      [names.status]: call.status,
      [names.callState]: call.state,
      [names.callReason]: call.reason,
      [names.errorType]: failed ? (call.reason ?? call.state) : null,
      [names.project]: call.projectName,
      [names.token]: call.tokenName,
      [names.conversationId]: call.sessionId,
    }),
    events: [...listClientBytes(writer, call), ...listOutcomes(writer, call)],
  });
}

/** When the client got its first byte: what it felt. */
function listClientBytes(writer: SpanWriter, { timings }: SpannedCall): SpanEvent[] {
  const { client_first_byte: firstMs } = timings;
  return firstMs === undefined ? [] : [{ name: eventNames.clientFirstByte, at_ns: writer.at(firstMs), attributes: {} }];
}

/** Outcomes are events of the call as well, so that viewers which fold policies away still show them. */
function listOutcomes(writer: SpanWriter, { timings, steps }: SpannedCall): SpanEvent[] {
  const { upstream_start: requestDone, client_last_byte: responseDone, ended = 0 } = timings;
  return steps
    .filter(({ outcome }) => outcome !== "skipped")
    .map((step) => {
      const atMs = (step.hook === "request" ? requestDone : responseDone) ?? ended;
      return { name: eventNames.policyOutcome, at_ns: writer.at(atMs), attributes: describePolicy(step) };
    });
}

function describePolicy({ name, policy, version, outcome, reason, edits, position }: PolicyStep): Attributes {
  return known({
    [names.policy]: policy,
    "diffract.policy.name": name,
    [names.policyVersion]: version,
    [names.policyOutcome]: outcome,
    [names.policyReason]: reason,
    [names.policyEdits]: edits.length,
    [names.policyPosition]: position,
  });
}

/** How long each policy took is known, not when it began: they are laid end to end, and each says so. */
function addSteps(writer: SpanWriter, steps: readonly PolicyStep[], fromMs: number): void {
  let at = fromMs;
  for (const step of steps) {
    if (step.outcome === "skipped") continue;
    const isFailed = step.outcome === "failed-open" || step.outcome === "failed-closed";
    const attributes = { ...describePolicy(step), [names.startIsEstimated]: true };
    const status = isFailed ? "error" : "ok";
    writer.add({ name: `policy ${step.name}`, fromMs: at, toMs: at + step.duration_ms, status, attributes });
    at += step.duration_ms;
  }
}

function describeInference(call: SpannedCall): Attributes {
  const { upstream_start: from, upstream_first_byte: first } = call.timings;
  const waitMs = from === undefined || first === undefined ? null : first - from;
  return known({
    [names.operation]: findOperation(call.endpoint),
    [names.provider]: call.provider,
    [names.requestModel]: call.model,
    [names.responseModel]: call.modelAnswered,
    [names.isStreaming]: call.isStreaming,
    [names.inputTokens]: call.usage?.input_tokens,
    [names.outputTokens]: call.usage?.output_tokens,
    [names.timeToFirstChunk]: waitMs === null ? null : waitMs / 1000,
    [names.status]: call.status,
    ...readServer(call.upstreamUrl),
  });
}

/** The request to the provider: `{operation} {model}`, as the conventions name it. */
function addUpstream(writer: SpanWriter, call: SpannedCall, endMs: number): void {
  const { upstream_start: fromMs, upstream_headers: headersMs, upstream_first_byte: firstMs } = call.timings;
  if (fromMs === undefined) return;
  const events: SpanEvent[] = [];
  if (headersMs !== undefined)
    events.push({ name: eventNames.responseHeaders, at_ns: writer.at(headersMs), attributes: {} });
  if (firstMs !== undefined) events.push({ name: eventNames.firstByte, at_ns: writer.at(firstMs), attributes: {} });
  const isFailed = call.state.startsWith("upstream_");
  writer.add({
    name: `${findOperation(call.endpoint) ?? call.endpoint} ${call.model ?? ""}`.trim(),
    fromMs,
    toMs: call.timings.upstream_last_byte ?? headersMs ?? endMs,
    kind: "client",
    status: isFailed ? "error" : "unset",
    attributes: { ...describeInference(call), ...(isFailed && { [names.errorType]: call.reason ?? call.state }) },
    events,
  });
}

/** What the client waited for after upstream had said everything: while upstream still speaks, the time is upstream's. */
function addHandover(writer: SpanWriter, timings: Partial<RecordedTimings>, endMs: number): void {
  const { client_first_byte: firstMs, client_last_byte: lastMs = endMs, upstream_last_byte: saidMs } = timings;
  if (firstMs === undefined) return;
  const fromMs = Math.min(saidMs ?? firstMs, lastMs);
  writer.add({ name: "hand over", fromMs, toMs: lastMs });
}

/**
 * The spans of a call, from what the gateway measured: the same whoever derives them, so nothing of it is on the hot path.
 * Payloads are never on spans.
 * @param service name of this service in traces
 */
export function buildCallSpans(call: SpannedCall, service: string): TraceSpan[] {
  const writer = new SpanWriter(call, service);
  const { timings, steps } = call;
  const endMs = timings.ended ?? 0;
  const tokenMs = timings.authenticated ?? 0;
  const readMs = timings.request_read ?? tokenMs;
  addRoot(writer, call, endMs);
  if (timings.authenticated !== undefined) writer.add({ name: "check token", fromMs: 0, toMs: tokenMs });
  if (timings.request_read !== undefined) writer.add({ name: "read request", fromMs: tokenMs, toMs: readMs });
  const onRequest = steps.filter((step) => step.hook === "request");
  addSteps(writer, onRequest, readMs);
  addUpstream(writer, call, endMs);
  const onResponse = steps.filter((step) => step.hook === "response");
  addSteps(writer, onResponse, timings.upstream_first_byte ?? timings.upstream_headers ?? readMs);
  addHandover(writer, timings, endMs);
  return writer.spans;
}
