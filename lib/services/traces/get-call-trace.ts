import { createHash } from "node:crypto";
import type { CallState, PolicyStep } from "@/lib/core/contracts/call";
import type { RecordedTimings } from "@/lib/core/contracts/call-record";
import type { CallTrace, SpanEvent, TraceSpan } from "@/lib/core/contracts/trace";
import type { Db } from "@/lib/db/create-db";
import { callNotFound, readSteps, requireCallId } from "../calls/read-call-parts";

interface CallRow {
  readonly callId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly state: string;
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly status: number | null;
  readonly reason: string | null;
  readonly startedAt: Date;
  readonly timings: unknown;
}

interface Sketch {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly parent?: string;
  readonly kind?: TraceSpan["kind"];
  readonly status?: TraceSpan["status"];
  readonly attributes?: TraceSpan["attributes"];
  readonly events?: readonly SpanEvent[];
}

const service = "diffract";
const failed: readonly CallState[] = ["upstream_error", "upstream_truncated", "interrupted", "rejected"];

/** Turns the offsets of one call into spans. Ids are made from the call's, so that every answer has the same. */
class SpanWriter {
  readonly spans: TraceSpan[] = [];
  private readonly startNs: bigint;

  constructor(private readonly call: CallRow) {
    this.startNs = BigInt(call.startedAt.getTime()) * 1_000_000n;
  }

  at(offsetMs: number): string {
    return (this.startNs + BigInt(Math.round(offsetMs * 1e6))).toString();
  }

  add({ name, fromMs, toMs, ...rest }: Sketch): string {
    const { callId, spanId } = this.call;
    const key = `${callId} ${String(this.spans.length)} ${name}`;
    const id = createHash("sha256").update(key).digest("hex").slice(0, 16);
    this.push(id, rest.parent ?? spanId, { name, fromMs, toMs, ...rest });
    return id;
  }

  addRoot(sketch: Sketch): void {
    this.push(this.call.spanId, this.call.parentSpanId, sketch);
  }

  private push(id: string, parent: string | null, sketch: Sketch): void {
    const { name, fromMs, toMs, kind = "internal", status = "unset", attributes = {}, events = [] } = sketch;
    const [start_ns, end_ns] = [this.at(fromMs), this.at(Math.max(fromMs, toMs))];
    this.spans.push({
      span_id: id,
      parent_span_id: parent,
      name,
      kind,
      service,
      start_ns,
      end_ns,
      status,
      attributes,
      events,
    });
  }
}

function isStep(outcome: PolicyStep["outcome"]): boolean {
  return outcome !== "skipped";
}

/** How long each policy took is known, not when it began: they are laid end to end up to the point where all were done. */
function addSteps(writer: SpanWriter, steps: readonly PolicyStep[], fromMs: number): void {
  let at = fromMs;
  for (const { name, policy, version, outcome, duration_ms: tookMs, edits, reason } of steps.filter((step) =>
    isStep(step.outcome),
  )) {
    const attributes = {
      "diffract.policy": policy,
      "diffract.policy.version": version,
      "diffract.policy.outcome": outcome,
      "diffract.policy.edits": edits.length,
      "diffract.start_is_estimated": true,
      ...(reason !== null && { "diffract.policy.reason": reason }),
    };
    const status = outcome === "failed-open" || outcome === "failed-closed" ? "error" : "ok";
    writer.add({ name: `policy ${name}`, fromMs: at, toMs: at + tookMs, status, attributes });
    at += tookMs;
  }
}

function addUpstream(writer: SpanWriter, call: CallRow, timings: Partial<RecordedTimings>, endMs: number): void {
  const { upstream_start: fromMs, upstream_headers: headersMs, upstream_first_byte: firstMs } = timings;
  if (fromMs === undefined) return;
  const events: SpanEvent[] = [];
  if (headersMs !== undefined) events.push({ name: "response headers", at_ns: writer.at(headersMs), attributes: {} });
  if (firstMs !== undefined) events.push({ name: "first byte", at_ns: writer.at(firstMs), attributes: {} });
  writer.add({
    name: call.provider === null ? "upstream" : `upstream ${call.provider}`,
    fromMs,
    toMs: timings.upstream_last_byte ?? headersMs ?? endMs,
    kind: "client",
    status: call.state.startsWith("upstream_") ? "error" : "ok",
    attributes: { "http.response.status_code": call.status, "gen_ai.request.model": call.model },
    events,
  });
}

function addRoot(writer: SpanWriter, call: CallRow, endMs: number): void {
  writer.addRoot({
    name: `${call.endpoint}${call.model === null ? "" : ` ${call.model}`}`,
    fromMs: 0,
    toMs: endMs,
    kind: "server",
    status: failed.some((state) => state === call.state) ? "error" : "ok",
    attributes: {
      "http.request.method": call.method,
      "url.path": call.path.split("?")[0],
      "http.response.status_code": call.status,
      "diffract.call.id": call.callId,
      "diffract.call.state": call.state,
      ...(call.reason !== null && { "diffract.call.reason": call.reason }),
    },
  });
}

function buildSpans(call: CallRow, timings: Partial<RecordedTimings>, steps: readonly PolicyStep[]): TraceSpan[] {
  const writer = new SpanWriter(call);
  const endMs = timings.ended ?? 0;
  const readMs = timings.request_read ?? 0;
  addRoot(writer, call, endMs);
  const tokenMs = timings.authenticated ?? 0;
  if (timings.authenticated !== undefined) writer.add({ name: "check token", fromMs: 0, toMs: tokenMs });
  if (timings.request_read !== undefined) writer.add({ name: "read request", fromMs: tokenMs, toMs: readMs });
  addSteps(
    writer,
    steps.filter((step) => step.hook === "request"),
    readMs,
  );
  addUpstream(writer, call, timings, endMs);
  const { client_first_byte: firstMs, client_last_byte: lastMs } = timings;
  const onResponse = steps.filter((step) => step.hook === "response");
  addSteps(writer, onResponse, timings.upstream_first_byte ?? timings.upstream_headers ?? readMs);
  if (firstMs !== undefined) writer.add({ name: "write response", fromMs: firstMs, toMs: lastMs ?? endMs });
  return writer.spans;
}

/**
 * The call's trace, made of what the gateway measured itself.
 * @throws AppError `not_found`
 */
export async function getCallTrace(db: Db, id: string): Promise<CallTrace> {
  const callId = requireCallId(id);
  const call = await db.conversationCall.findUnique({ where: { callId } });
  if (call === null) throw callNotFound();
  const head = { trace_id: call.traceId, source: "timings" } as const;
  if (call.state === "in_progress") {
    const message = "The call is still running. Its timings are known when it ends.";
    return { ...head, status: "growing", message, spans: buildSpans(call, {}, []) };
  }
  const spans = buildSpans(call, call.timings as Partial<RecordedTimings>, await readSteps(db, callId));
  if (call.state !== "interrupted") return { ...head, status: "complete", spans };
  return { ...head, status: "partial", message: "The gateway ended before the call did.", spans };
}
