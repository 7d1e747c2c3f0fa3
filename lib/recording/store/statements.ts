/** The writer's SQL. Each statement takes a whole batch: rows as one JSON parameter, bytes as one `bytea` sliced by the server. */

/** Any constant that no other part uses as an advisory lock. */
const revisionLock = 7_310_433;

/**
 * The lock is held until commit, so that revisions become visible in their order and a reader that has seen one has seen
 * all before. The journal forgets what is committed, so a server set to commit asynchronously must not do so here.
 */
export const begin = `BEGIN;
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
  SELECT pg_advisory_xact_lock(${String(revisionLock)})`;

const callColumns = [
  ...["call_id", "trace_id", "span_id", "parent_span_id", "state", "reason", "status", "dialect", "endpoint", "method"],
  ...["path", "is_streaming", "model", "model_answered", "provider", "upstream_url", "upstream_request_id"],
  ...["project_id", "project_name", "token_id", "token_name", "session_id", "user_id", "agent", "task", "tags"],
  ...["metadata", "usage", "input_tokens", "output_tokens", "total_tokens", "outcome", "request_changes"],
  ...["response_changes", "changed_by", "request_preview", "response_preview", "started_at", "ended_at"],
  ...["duration_ms", "first_byte_ms", "gateway_ms", "timings", "headers", "record_notes"],
];

const columnList = callColumns.map((name) => `"${name}"`).join(", ");
const assignments = callColumns.slice(1).map((name) => `"${name}" = excluded."${name}"`);

/**
 * An end overwrites `in_progress` and `interrupted`, `interrupted` only `in_progress`, and `in_progress` nothing.
 * Answers the calls that were really stored: only their other rows are written.
 */
export const upsertCalls = `
  INSERT INTO conversation_calls AS stored (revision, ${columnList})
  SELECT nextval('call_revision'), ${columnList}
  FROM json_populate_recordset(NULL::conversation_calls, $1::json)
  ON CONFLICT (call_id) DO UPDATE SET revision = excluded.revision, ${assignments.join(", ")}
  WHERE excluded.state <> 'in_progress'
    AND (stored.state = 'in_progress' OR (stored.state = 'interrupted' AND excluded.state <> 'interrupted'))
  RETURNING call_id, revision`;

export const upsertEvents = `
  INSERT INTO conversation_events (id, call_id, event_type, sequence, payload)
  SELECT id, call_id, event_type, sequence, payload
  FROM json_to_recordset($1::json) AS row(id uuid, call_id uuid, event_type text, sequence bigint, payload jsonb)
  ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, payload = excluded.payload`;

export const upsertBodies = `
  INSERT INTO call_bodies (call_id, side, size, captured, sha256, content_type, content_encoding, same_as, marks, bytes)
  SELECT call_id, side, size, captured, sha256, content_type, content_encoding, same_as, marks,
    CASE WHEN at IS NOT NULL THEN substring($2::bytea FROM at + 1 FOR length) END
  FROM json_to_recordset($1::json) AS row(call_id uuid, side text, size bigint, captured bigint, sha256 text,
    content_type text, content_encoding text, same_as text, marks float8[], at integer, length integer)
  ON CONFLICT (call_id, side) DO UPDATE SET size = excluded.size, captured = excluded.captured, sha256 = excluded.sha256,
    content_type = excluded.content_type, content_encoding = excluded.content_encoding, same_as = excluded.same_as,
    marks = excluded.marks, bytes = excluded.bytes`;

export const upsertSteps = `
  INSERT INTO call_steps (call_id, position, hook, policy, policy_id, name, version, outcome, reason, duration_ms, edits)
  SELECT call_id, position, hook, policy, policy_id, name, version, outcome, reason, duration_ms, edits
  FROM json_populate_recordset(NULL::call_steps, $1::json)
  ON CONFLICT (call_id, position) DO NOTHING`;

/** One signal per batch: a NOTIFY takes an instance-wide lock at commit. */
export const notifyAndCommit = (revision: string): string =>
  `SELECT pg_notify('diffract_calls', '${BigInt(revision).toString()}'); COMMIT`;

export const insertDeadLetter = `
  INSERT INTO dead_letters (id, call_id, reason, record) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`;
