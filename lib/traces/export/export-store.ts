/** The database's side of the export: who exports, what is next, how far it has come. */
import type { PoolClient } from "pg";
import type { StoredTimings } from "@/lib/core/contracts/call-record";
import type { SpannedCall, SpannedStep } from "@/lib/core/traces/span-writer";

export interface ExportedCall extends SpannedCall {
  readonly revision: bigint;
  readonly traceId: string;
  readonly parentSampled: boolean | null;
  readonly outcome: string;
  /** It has waited for longer than anybody will look for it. */
  readonly isStale: boolean;
}

/** What one attempt adds to the account. */
export interface ExportCount {
  readonly sentCalls: number;
  readonly sentSpans: number;
  readonly unsampledCalls: number;
  readonly rejectedSpans: number;
  readonly droppedCalls: number;
}

/** Any constant that no other part uses as an advisory lock. */
const exporterLock = 7_310_434;

const begin = `
  INSERT INTO span_export (id, position) SELECT 1, COALESCE(max(revision), 0) FROM conversation_calls
  ON CONFLICT (id) DO UPDATE SET id = 1 RETURNING position::text`;

// Ordered by the table's number: the column of the answer has the same name and is text, where 10 comes before 9.
const readNext = `
  SELECT revision::text, call_id, trace_id, span_id, parent_span_id, state, reason, status, endpoint, method, path, is_streaming,
    model, model_answered, provider, upstream_url, project_name, token_name, session_id, started_at, stored_at, timings, outcome,
    parent_sampled, usage->'input_tokens' AS input_tokens, usage->'output_tokens' AS output_tokens,
    COALESCE(stored_at, ended_at, started_at) < now() - make_interval(secs => $3) AS is_stale
  FROM conversation_calls c WHERE c.revision > $1 AND state <> 'in_progress' ORDER BY c.revision LIMIT $2`;

const readSteps = `
  SELECT call_id, position, hook, policy, name, version, outcome, reason, duration_ms, start_ms, end_ms,
    jsonb_array_length(edits) AS edit_count
  FROM call_steps WHERE call_id = ANY($1::uuid[]) ORDER BY call_id, position`;

const settle = `
  UPDATE span_export SET position = $1, sent_calls = sent_calls + $2, sent_spans = sent_spans + $3,
    unsampled_calls = unsampled_calls + $4, rejected_spans = rejected_spans + $5, dropped_calls = dropped_calls + $6,
    requests = requests + $7, last_success_at = CASE WHEN $8 THEN now() ELSE last_success_at END,
    failing_since = CASE WHEN $8 THEN NULL ELSE failing_since END,
    last_error = COALESCE($9, last_error), last_error_at = CASE WHEN $9::text IS NULL THEN last_error_at ELSE now() END
  WHERE id = 1`;

const noteFailure = `
  UPDATE span_export SET requests = requests + 1, retries = retries + 1, last_error = $1, last_error_at = now(),
    failing_since = COALESCE(failing_since, now()) WHERE id = 1`;

interface StepRow extends Omit<SpannedStep, "edits"> {
  readonly call_id: string;
  readonly edit_count: number;
}

interface CallRow {
  readonly revision: string;
  readonly call_id: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly status: number | null;
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly is_streaming: boolean;
  readonly model: string | null;
  readonly model_answered: string | null;
  readonly provider: string | null;
  readonly upstream_url: string | null;
  readonly project_name: string | null;
  readonly token_name: string | null;
  readonly session_id: string | null;
  readonly started_at: Date;
  readonly stored_at: Date | null;
  readonly timings: Partial<StoredTimings>;
  readonly outcome: string;
  readonly parent_sampled: boolean | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly is_stale: boolean;
}

function toCall(row: CallRow, steps: readonly SpannedStep[]): ExportedCall {
  return {
    revision: BigInt(row.revision),
    callId: row.call_id,
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    state: row.state,
    reason: row.reason,
    status: row.status,
    endpoint: row.endpoint,
    method: row.method,
    path: row.path,
    isStreaming: row.is_streaming,
    model: row.model,
    modelAnswered: row.model_answered,
    provider: row.provider,
    upstreamUrl: row.upstream_url,
    projectName: row.project_name,
    tokenName: row.token_name,
    sessionId: row.session_id,
    startedAtMs: row.started_at.getTime(),
    storedAtMs: row.stored_at?.getTime() ?? null,
    timings: row.timings,
    usage: { input_tokens: row.input_tokens, output_tokens: row.output_tokens },
    outcome: row.outcome,
    parentSampled: row.parent_sampled,
    isStale: row.is_stale,
    steps,
  };
}

/** Makes this connection the exporter's for as long as it lasts. @returns the position, or `null` when another exports */
export async function claimExport(client: PoolClient): Promise<bigint | null> {
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [exporterLock]);
  if (rows[0]?.held !== true) return null;
  const begun = await client.query<{ position: string }>(begin);
  return BigInt(begun.rows[0]?.position ?? "0");
}

export interface NextCalls {
  readonly after: bigint;
  readonly limit: number;
  readonly staleAfterSeconds: number;
}

/** The calls that come next, in the order in which they were stored. */
export async function readNextCalls(
  client: PoolClient,
  { after, limit, staleAfterSeconds }: NextCalls,
): Promise<ExportedCall[]> {
  const { rows } = await client.query<CallRow>(readNext, [after.toString(), limit, staleAfterSeconds]);
  if (rows.length === 0) return [];
  const steps = await client.query<StepRow>(readSteps, [rows.map((row) => row.call_id)]);
  const byCall = new Map<string, SpannedStep[]>();
  for (const { call_id: callId, edit_count: length, ...step } of steps.rows) {
    const known = byCall.get(callId);
    const one: SpannedStep = { ...step, edits: { length } };
    if (known === undefined) byCall.set(callId, [one]);
    else known.push(one);
  }
  return rows.map((row) => toCall(row, byCall.get(row.call_id) ?? []));
}

export interface SettledExport extends ExportCount {
  readonly position: bigint;
  /** A request was answered; `false` when there was nothing to send. */
  readonly wasSent: boolean;
  readonly hasSucceeded: boolean;
  readonly error: string | null;
}

/** Moves on past calls that need nothing more. */
export async function settleExport(client: PoolClient, settled: SettledExport): Promise<void> {
  await client.query(settle, [
    settled.position.toString(),
    settled.sentCalls,
    settled.sentSpans,
    settled.unsampledCalls,
    settled.rejectedSpans,
    settled.droppedCalls,
    settled.wasSent ? 1 : 0,
    settled.hasSucceeded,
    settled.error,
  ]);
}

/** Notes an attempt that will be repeated. */
export async function noteFailedExport(client: PoolClient, message: string): Promise<void> {
  await client.query(noteFailure, [message]);
}
