import { hash } from "node:crypto";
import { bodySides, type BodySide, type PolicyOutcome, type PolicyStep } from "@/lib/core/contracts/call";
import type { CountAnswer } from "@/lib/core/contracts/token-counter";
import type { RecordedBody } from "@/lib/core/contracts/call-record";
import type { DialectAdapter, Json } from "@/lib/core/dialects/dialect-adapter";
import { isObject } from "@/lib/core/json/json-access";
import { previewBinary, previewOtherRequest, previewOtherResponse } from "@/lib/core/dialects/preview-endpoint";
import { getDialectAdapter, getStreamAssembler } from "@/lib/core/dialects/registry";
import { buildEvent, buildPayload } from "./build-events";
import {
  bodyColumns,
  callColumns,
  stepColumns,
  type AssembledCall,
  type BodyRow,
  type CallFacts,
  type CallRow,
  type CapturedBytes,
  type EventRow,
  type JsonPieces,
  type StepRow,
} from "./call-rows";
import { fillAttributes } from "./fill-attributes";
import { createTextCleaner } from "./clean-texts";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import { buildUsageColumns, readUsed } from "./build-usage-columns";
import type { CallUsage } from "./read-call-usage";
import { pointsPastGateway } from "./points-past-gateway";
import { readBody, readNothing, type ReadableBody } from "./read-body";
import { readTimes } from "./read-times";
import { stringifyStorable } from "./sanitise-json";

const outcomesWorstFirst: readonly PolicyOutcome[] = [
  "blocked",
  "failed-closed",
  "failed-open",
  "changed",
  "unchanged",
  "skipped",
];

/** About what a call's rows take up besides bodies and edits. */
const rowBytes = 2000;
const cleanCall = createTextCleaner<CallRow>(callColumns);
const cleanBody = createTextCleaner<BodyRow>(bodyColumns);
const cleanStep = createTextCleaner<StepRow>(stepColumns);

interface Assembly {
  readonly facts: CallFacts;
  readonly bytes: CapturedBytes;
  readonly adapter: DialectAdapter | null;
  readonly notes: Set<string>;
  readonly priceCall: PriceCall;
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

function readSides({ facts, bytes, notes }: Assembly): Views {
  const views: Views = {
    client_request: readNothing(),
    upstream_request: readNothing(),
    wire_request: readNothing(),
    upstream_response: readNothing(),
    client_response: readNothing(),
  };
  const assembleStream = getStreamAssembler(facts.endpoint);
  for (const side of bodySides) {
    const body = facts.bodies.find((one) => one.side === side);
    // What went over the wire is kept as bytes; what policies left is the readable request.
    if (body === undefined || side === "wire_request") continue;
    views[side] =
      body.same_as === null ? readBody({ body, bytes: bytes[side], assembleStream, notes }) : views[body.same_as];
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
    if (own !== null) hashes.set(side, hash("sha256", own, "hex"));
    if (own !== null && own.length < body.captured) notes.add("body_bytes_lost");
    const row = toBodyRow(facts.call_id, body, own, hashes.get(body.same_as ?? side) ?? null);
    rows.push(cleanBody(row, notes));
  }
  return rows;
}

function toBodyRow(call_id: string, body: RecordedBody, bytes: Buffer | null, sha256: string | null): BodyRow {
  const { side, size, content_type, content_encoding, same_as, marks = [] } = body;
  const captured = bytes === null ? body.captured : Math.min(bytes.length, body.captured);
  return { call_id, side, size, captured, sha256, content_type, content_encoding, same_as, bytes, marks };
}

function buildSteps({ facts, notes }: Assembly): StepRow[] {
  return facts.steps.map((step) => {
    const { position, hook, policy, policy_id, name, version, outcome, reason, duration_ms } = step;
    const { start_ms = null, end_ms = null } = step;
    const edits = stringifyStorable(step.edits, notes);
    const row: StepRow = {
      call_id: facts.call_id,
      position,
      hook,
      policy,
      policy_id,
      name,
      version,
      outcome,
      reason,
      duration_ms,
      start_ms,
      end_ms,
      edits,
    };
    return cleanStep(row, notes);
  });
}

/** The gateway does not read streams that no policy reads, so only here it is known that one held an error. */
function readEnding({ state, reason }: CallFacts, response: ReadableBody): Pick<CallRow, "state" | "reason"> {
  return state === "completed" && response.hasError
    ? { state: "upstream_error", reason: "error_in_stream" }
    : { state, reason };
}

function previewRequest(assembly: Assembly, value: Json | undefined): string | null {
  const said = ask(assembly, value, (adapter, body) => adapter.previewRequest(body));
  return said ?? (value === undefined ? null : previewOtherRequest(assembly.facts.endpoint, value));
}

function previewResponse(assembly: Assembly, value: Json | undefined): string | null {
  const said = ask(assembly, value, (adapter, body) => adapter.previewResponse(body));
  if (said !== null || value !== undefined) {
    return said ?? previewOtherResponse(assembly.facts.endpoint, value ?? null);
  }
  const body = assembly.facts.bodies.find(({ side }) => side === "upstream_response");
  return body === undefined ? null : previewBinary(body.content_type, body.size);
}

function readSampling({ parent_sampled: isSampled }: CallFacts): boolean | null {
  return isSampled ?? null;
}

/** Columns are written out one by one: spreading objects into a row of this width costs more than all the rest. */
function buildCallRow(assembly: Assembly, views: Views, used: CallUsage): CallRow {
  const { facts, notes } = assembly;
  const { project, token } = facts;
  const times = readTimes(assembly);
  const ending = readEnding(facts, views.upstream_response);
  const { model, user_id, session_id, is_streaming } = fillAttributes(facts, views.client_request.value);
  const requestView = views.upstream_request.value === undefined ? views.client_request : views.upstream_request;
  return {
    revision: 0,
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
    session_id,
    user_id,
    agent: facts.agent,
    task: facts.task,
    tags: stringifyStorable(facts.tags, notes),
    metadata: stringifyStorable(facts.metadata, notes),
    started_at: facts.started_at,
    ended_at: times.ended_at,
    duration_ms: times.duration_ms,
    first_byte_ms: times.first_byte_ms,
    gateway_ms: times.gateway_ms,
    timings: stringifyStorable(times.timings, notes),
    state: ending.state,
    reason: ending.reason,
    status: facts.status,
    provider: facts.provider,
    upstream_id: facts.upstream_id ?? null,
    upstream_url: facts.upstream_url,
    upstream_request_id: facts.upstream_request_id,
    model_answered: readAnsweringModel(views.upstream_response.value),
    ...buildUsageColumns(assembly, views, used),
    outcome: findWorstOutcome(facts.steps),
    request_changes: countEdits(facts.steps, "request"),
    response_changes: countEdits(facts.steps, "response"),
    changed_by: listChangers(facts.steps),
    request_preview: previewRequest(assembly, requestView.value),
    response_preview: previewResponse(assembly, views.client_response.value),
    headers: stringifyStorable(facts.headers ?? {}, notes),
    record_notes: [...notes],
    parent_sampled: readSampling(facts),
  };
}

/**
 * What policies got of a stream whose usage was asked for by the gateway and hidden before them: original and final are what
 * is before and after policies. The raw bytes and the usage of the call have it.
 */
function withUsageOf(sent: ReadableBody, got: ReadableBody, notes: Set<string>): ReadableBody {
  if (!isObject(sent.value) || !isObject(got.value) || !("usage" in sent.value)) return sent;
  const rest = Object.fromEntries(Object.entries(sent.value).filter(([key]) => key !== "usage"));
  const value = got.value.usage === undefined ? rest : { ...rest, usage: got.value.usage };
  return { ...sent, value, shown: value, json: stringifyStorable(value, notes) };
}

function buildEvents({ facts, notes }: Assembly, views: Views): EventRow[] {
  // Nothing but the start is known.
  if (facts.state === "in_progress" && facts.bodies.length === 0) return [];
  const { call_id: callId, started_at: startedAt, timings } = facts;
  const request = buildPayload(views.client_request, views.upstream_request, notes);
  const { upstream_response: sent, client_response: got } = views;
  const isHidden = facts.notes?.includes("usage_asked") === true && sent !== got;
  const response = buildPayload(isHidden ? withUsageOf(sent, got, notes) : sent, got, notes);
  return [
    buildEvent({ callId, eventType: "request", atMs: startedAt, payload: request }),
    buildEvent({ callId, eventType: "response", atMs: startedAt + (timings?.ended ?? 0), payload: response }),
  ];
}

/** Cleaning the row may add notes, which then belong into it as well. */
function finishCall(row: CallRow, notes: Set<string>): CallRow {
  const clean = cleanCall(row, notes);
  return clean.record_notes?.length === notes.size ? clean : { ...clean, record_notes: [...notes] };
}

function measurePieces(pieces: string | JsonPieces | null): number {
  let length = 0;
  for (const piece of pieces ?? []) length += piece.length;
  return length;
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
export function assembleCall(
  facts: CallFacts,
  collected: CapturedBytes,
  priceCall: PriceCall = () => null,
): AssembledCall {
  const bytes = limitBytes(facts, collected);
  const assembly: Assembly = {
    facts,
    bytes,
    adapter: getDialectAdapter(facts.endpoint),
    notes: new Set(facts.notes),
    priceCall,
  };
  const views = readSides(assembly);
  if (pointsPastGateway(facts, views.client_response.value)) assembly.notes.add("link_past_gateway");
  const events = buildEvents(assembly, views);
  const bodies = buildBodies(assembly);
  const steps = buildSteps(assembly);
  const { used, estimate } = readUsed(facts, views);
  const call = finishCall(buildCallRow(assembly, views, used), assembly.notes);
  let size = rowBytes;
  for (const event of events) size += measurePieces(event.payload);
  for (const body of bodies) size += body.bytes?.length ?? 0;
  for (const step of steps) size += step.edits?.length ?? 0;
  const assembled = { callId: facts.call_id, state: facts.state, call, events, bodies, steps, bytes: size };
  if (estimate === null) return assembled;
  const finish = (answer: CountAnswer): AssembledCall => {
    const usage = estimate.finish(answer);
    return { ...assembled, call: { ...call, ...buildUsageColumns(assembly, views, { usage, spent: usage }) } };
  };
  return { ...assembled, uncounted: { request: estimate.request, finish } };
}
