/** The writer's SQL. A batch is two rounds: what is there already, and everything else with the commit. */
import { revisionLock } from "@/lib/db/revision-lock";

/** Ids go into the text itself: statements that come together have no parameters. */
function listUuids(ids: readonly string[]): string {
  return `'{${ids.join(",")}}'::uuid[]`;
}

/**
 * Begins, and answers in its last two results the revisions to give and which calls are stored already.
 * The lock is held until commit, so that revisions become visible in their order and a reader that has seen one has seen
 * all before. The journal forgets what is committed, so a server set to commit asynchronously must not do so here.
 */
export const beginAndRead = (callIds: readonly string[]): string => `BEGIN;
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
  SELECT pg_advisory_xact_lock(${String(revisionLock)});
  SELECT string_agg(nextval('call_revision')::text, ',') AS revisions FROM generate_series(1, ${String(callIds.length)});
  SELECT call_id, state FROM conversation_calls WHERE call_id = ANY(${listUuids(callIds)})`;

/** Rows that are written anew. A trigger takes what belongs to them along. */
export const deleteCalls = (callIds: readonly string[]): string =>
  `DELETE FROM conversation_calls WHERE call_id = ANY(${listUuids(callIds)})`;

export function copyInto(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `"${name}"`).join(", ");
  return `COPY ${table} (${names}) FROM STDIN (FORMAT binary)`;
}

/** One signal per batch: a NOTIFY takes an instance-wide lock at commit. */
export const notifyAndCommit = (revision: bigint): string =>
  `SELECT pg_notify('diffract_calls', '${revision.toString()}'); COMMIT`;

export const insertDeadLetter = `
  INSERT INTO dead_letters (id, call_id, reason, record) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`;
