import type { RecordedTimings } from "../contracts/call-record";
import type { SpanEvent, TraceSpan } from "../contracts/trace";
import { attributeNames as names, eventNames } from "./attribute-names";
import { addUpstream } from "./add-upstream-spans";
import { describePolicy, known, SpanWriter, type SpannedCall, type SpannedStep } from "./span-writer";

const failedStates = new Set(["upstream_error", "upstream_truncated", "interrupted", "rejected"]);

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
      const atMs = step.end_ms ?? (step.hook === "request" ? requestDone : responseDone) ?? ended;
      return { name: eventNames.policyOutcome, at_ns: writer.at(atMs), attributes: describePolicy(step) };
    });
}

/** When a policy ran: what was noted, else laid end to end behind those before it, and then the span says so. */
function addSteps(writer: SpanWriter, steps: readonly SpannedStep[], afterMs: number): void {
  let at = afterMs;
  for (const step of steps) {
    if (step.outcome === "skipped") continue;
    const { start_ms: startMs = null, end_ms: endMs = null, duration_ms: ranMs } = step;
    const isNoted = startMs !== null && endMs !== null;
    const fromMs = isNoted ? startMs : at;
    const toMs = isNoted ? endMs : at + ranMs;
    const isFailed = step.outcome === "failed-open" || step.outcome === "failed-closed";
    const attributes = {
      ...describePolicy(step),
      ...(isNoted ? { [names.policyRanMs]: ranMs } : { [names.startIsEstimated]: true }),
    };
    writer.add({ name: `policy ${step.name}`, fromMs, toMs, status: isFailed ? "error" : "ok", attributes });
    at = toMs;
  }
}

/** What the client waited for after upstream had said everything: while upstream still speaks, the time is upstream's. */
function addHandover(writer: SpanWriter, timings: Partial<RecordedTimings>, endMs: number): void {
  const { client_first_byte: firstMs, client_last_byte: lastMs = endMs, upstream_last_byte: saidMs } = timings;
  if (firstMs === undefined) return;
  const fromMs = Math.min(saidMs ?? firstMs, lastMs);
  writer.add({ name: "hand over", fromMs, toMs: lastMs });
}

/** From the end of the call until its record was on its way into the database; the client waits for none of it. */
function addRecord(writer: SpanWriter, { timings, startedAtMs, storedAtMs = null }: SpannedCall): void {
  if (timings.ended === undefined || storedAtMs === null) return;
  writer.add({ name: "record", fromMs: timings.ended, toMs: storedAtMs - startedAtMs });
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
  addRecord(writer, call);
  return writer.spans;
}
