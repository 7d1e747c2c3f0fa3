import { createHash } from "node:crypto";
import { bodySides, type BodySide, type PolicyOutcome, type PolicyStep, type Usage } from "@/lib/core/contracts/call";
import type { RecordedBody } from "@/lib/core/contracts/call-record";
import type { DialectAdapter, Json } from "@/lib/core/dialects/dialect-adapter";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { buildEvent, buildPayload } from "./build-events";
import type { AssembledCall, BodyRow, CallFacts, CallRow, CapturedBytes, EventRow } from "./call-rows";
import { fillAttributes } from "./fill-attributes";
import { readBody, readNothing, type ReadableBody } from "./read-body";
import { stringifyStorable } from "./sanitise-json";

const outcomesWorstFirst: readonly PolicyOutcome[] = [
  "blocked",
  "failed-closed",
  "failed-open",
  "changed",
  "unchanged",
  "skipped",
];
const unknownUsage: Usage = {
  input_tokens: null,
  output_tokens: null,
  total_tokens: null,
  input_details: {},
  output_details: {},
  source: "unknown",
};

interface Assembly {
  readonly facts: CallFacts;
  readonly bytes: CapturedBytes;
  readonly adapter: DialectAdapter | null;
  readonly notes: Set<string>;
}

type Views = Record<BodySide, ReadableBody>;

function findWorstOutcome(steps: readonly PolicyStep[]): PolicyOutcome {
  return outcomesWorstFirst.find((outcome) => steps.some((step) => step.outcome === outcome)) ?? "skipped";
}

function countEdits(steps: readonly PolicyStep[], hook: PolicyStep["hook"]): number {
  let count = 0;
  for (const step of steps) if (step.hook === hook) count += step.edits.length;
  return count;
}

function listChangers(steps: readonly PolicyStep[]): string[] {
  const changing = steps.filter(({ outcome }) => ["changed", "blocked", "failed-closed"].includes(outcome));
  return [...new Set(changing.map((step) => step.name))];
}

function readSides({ facts, bytes, adapter, notes }: Assembly): Views {
  const views: Views = {
    client_request: readNothing(),
    upstream_request: readNothing(),
    upstream_response: readNothing(),
    client_response: readNothing(),
  };
  for (const side of bodySides) {
    const body = facts.bodies.find((one) => one.side === side);
    if (body === undefined) continue;
    views[side] = body.same_as === null ? readBody({ body, bytes: bytes[side], adapter, notes }) : views[body.same_as];
  }
  return views;
}

/** Asks the dialect, which must never cost the record when it meets something new. */
function ask<T>(
  { adapter, notes }: Assembly,
  value: Json | undefined,
  question: (adapter: DialectAdapter, value: Json) => T,
): T | null {
  if (adapter === null || value === undefined) return null;
  try {
    return question(adapter, value);
  } catch {
    notes.add("dialect_failed");
    return null;
  }
}

function readUsage(assembly: Assembly, response: ReadableBody): Usage {
  const usage = ask(assembly, response.value, (adapter, value) => adapter.readUsage(value)) ?? unknownUsage;
  return usage.source === "reported" && !response.isComplete ? { ...usage, source: "partial" } : usage;
}

function readAnsweringModel(value: Json | undefined): string | null {
  if (typeof value !== "object" || value === null || !("model" in value)) return null;
  return typeof value.model === "string" ? value.model : null;
}

function buildBodies({ facts, bytes, notes }: Assembly): BodyRow[] {
  const hashes = new Map<BodySide, string>();
  const rows: BodyRow[] = [];
  for (const side of bodySides) {
    const body = facts.bodies.find((one) => one.side === side);
    if (body === undefined) continue;
    const own = body.same_as === null ? (bytes[side] ?? Buffer.alloc(0)) : null;
    if (own !== null) hashes.set(side, createHash("sha256").update(own).digest("hex"));
    if (own !== null && own.length < body.captured) notes.add("body_bytes_lost");
    rows.push(toBodyRow(body, own, hashes.get(body.same_as ?? side) ?? null));
  }
  return rows;
}

function toBodyRow(body: RecordedBody, bytes: Buffer | null, sha256: string | null): BodyRow {
  const { side, size, content_type, content_encoding, same_as, marks } = body;
  const captured = bytes === null ? body.captured : Math.min(bytes.length, body.captured);
  return { side, size, captured, sha256, content_type, content_encoding, same_as, marks: marks ?? [], bytes };
}

interface Times {
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly gateway_ms: number | null;
  readonly timings: object;
}

function readTimes({ started_at, timings }: CallFacts): Times {
  if (timings === null) {
    return { ended_at: null, duration_ms: null, first_byte_ms: null, gateway_ms: null, timings: {} };
  }
  return {
    ended_at: new Date(started_at + timings.ended).toISOString(),
    duration_ms: timings.ended,
    first_byte_ms: timings.client_first_byte ?? null,
    gateway_ms: timings.upstream_start ?? null,
    timings,
  };
}

/** The gateway does not read streams that no policy reads, so only here it is known that one held an error. */
function readEnding({ state, reason }: CallFacts, response: ReadableBody): Pick<CallRow, "state" | "reason"> {
  return state === "completed" && response.hasError
    ? { state: "upstream_error", reason: "error_in_stream" }
    : { state, reason };
}

/** Columns are written out one by one: spreading objects into a row of this width costs more than all the rest. */
function buildCallRow(assembly: Assembly, views: Views): CallRow {
  const { facts, notes } = assembly;
  const { project, token } = facts;
  const times = readTimes(facts);
  const usage = readUsage(assembly, views.upstream_response);
  const { model, user_id, is_streaming } = fillAttributes(facts, views.client_request.value);
  const requestView = views.upstream_request.value === undefined ? views.client_request : views.upstream_request;
  return {
    call_id: facts.call_id,
    trace_id: facts.trace_id,
    span_id: facts.span_id,
    parent_span_id: facts.parent_span_id,
    dialect: facts.dialect,
    endpoint: facts.endpoint,
    method: facts.method,
    path: facts.path,
    is_streaming,
    model,
    project_id: project?.id ?? null,
    project_name: project?.name ?? null,
    token_id: token?.id ?? null,
    token_name: token?.name ?? null,
    session_id: facts.session_id,
    user_id,
    agent: facts.agent,
    task: facts.task,
    tags: facts.tags,
    metadata: facts.metadata,
    started_at: new Date(facts.started_at).toISOString(),
    ended_at: times.ended_at,
    duration_ms: times.duration_ms,
    first_byte_ms: times.first_byte_ms,
    gateway_ms: times.gateway_ms,
    timings: times.timings,
    ...readEnding(facts, views.upstream_response),
    status: facts.status,
    provider: facts.provider,
    upstream_url: facts.upstream_url,
    upstream_request_id: facts.upstream_request_id,
    model_answered: readAnsweringModel(views.upstream_response.value),
    usage,
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    total_tokens: usage.total_tokens,
    outcome: findWorstOutcome(facts.steps),
    request_changes: countEdits(facts.steps, "request"),
    response_changes: countEdits(facts.steps, "response"),
    changed_by: listChangers(facts.steps),
    request_preview: ask(assembly, requestView.value, (adapter, value) => adapter.previewRequest(value)),
    response_preview: ask(assembly, views.client_response.value, (adapter, value) => adapter.previewResponse(value)),
    headers: facts.headers ?? {},
    record_notes: [...notes],
  };
}

function buildEvents({ facts, notes }: Assembly, views: Views): EventRow[] {
  const { call_id: callId, started_at: startedAt, timings } = facts;
  const request = buildPayload(views.client_request, views.upstream_request, notes);
  const response = buildPayload(views.upstream_response, views.client_response, notes);
  return [
    buildEvent({ callId, eventType: "request", atMs: startedAt, payload: request }),
    buildEvent({ callId, eventType: "response", atMs: startedAt + (timings?.ended ?? 0), payload: response }),
  ];
}

/** The call's row as text; sanitising it may add notes, which then belong into it as well. */
function stringifyCall(row: CallRow, notes: Set<string>): string {
  const known = notes.size;
  const text = stringifyStorable(row, notes);
  return notes.size === known ? text : stringifyStorable({ ...row, record_notes: [...notes] }, notes);
}

/** Never more than was captured: an end that says again what a part has handed over must not double it. */
function limitBytes({ bodies }: CallFacts, bytes: CapturedBytes): CapturedBytes {
  const limited: CapturedBytes = {};
  for (const { side, captured } of bodies) {
    const own = bytes[side];
    if (own !== undefined) limited[side] = own.length > captured ? own.subarray(0, captured) : own;
  }
  return limited;
}

/**
 * Turns what was recorded of a call into its rows. Pure; throws only for what no call should hold, and then the caller
 * sets the record aside.
 */
export function assembleCall(facts: CallFacts, collected: CapturedBytes): AssembledCall {
  const bytes = limitBytes(facts, collected);
  const assembly: Assembly = { facts, bytes, adapter: getDialectAdapter(facts.endpoint), notes: new Set() };
  const isRunning = facts.state === "in_progress";
  const views = readSides(assembly);
  const events = isRunning ? [] : buildEvents(assembly, views);
  const bodies = buildBodies(assembly);
  const steps = facts.steps.map((step) => stringifyStorable({ call_id: facts.call_id, ...step }, assembly.notes));
  const call = stringifyCall(buildCallRow(assembly, views), assembly.notes);
  let size = call.length;
  for (const event of events) size += event.payload.length;
  for (const body of bodies) size += body.bytes?.length ?? 0;
  for (const step of steps) size += step.length;
  return { callId: facts.call_id, state: facts.state, call, events, bodies, steps, bytes: size };
}
