import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@/lib/db/in-transaction";

/** Advisory lock of whoever removes what is old; any constant that no other part uses. */
const retentionLock = 7_310_436;

/** What one step of a sweep did. */
export interface RemovedBatch {
  readonly removed: number;
  /** Where the next one begins; `null` when nothing older is left. */
  readonly next: string | null;
}

/** By their ids, which begin with the time of the call: no index is needed that every call would have to pay for. */
const selectWithBodies = `
  SELECT call_id, bodies_removed_at IS NULL AS is_whole FROM conversation_calls
  WHERE call_id > $1 AND call_id < $2 ORDER BY call_id LIMIT $3`;

const removeBodies = [
  "DELETE FROM conversation_events WHERE call_id = ANY($1)",
  "UPDATE call_bodies SET bytes = NULL WHERE call_id = ANY($1) AND bytes IS NOT NULL",
  `UPDATE call_steps SET edits = (
      SELECT jsonb_agg(edit || '{"from":"","to":"","are_texts_removed":true}' ORDER BY place)
      FROM jsonb_array_elements(edits) WITH ORDINALITY AS one(edit, place))
    WHERE call_id = ANY($1) AND jsonb_typeof(edits) = 'array' AND edits <> '[]'`,
];

/** The revision stays: nothing happened to the call, and whoever follows calls must not be flooded with old ones. */
const markRemoved = `
  UPDATE conversation_calls SET request_preview = NULL, response_preview = NULL, bodies_removed_at = now(), bodies_kept_days = $2
  WHERE call_id = ANY($1)`;

const deleteCalls = `
  DELETE FROM conversation_calls WHERE call_id IN (
    SELECT call_id FROM conversation_calls WHERE call_id < $1 ORDER BY call_id LIMIT $2)`;

const deleteLetters = `
  DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE created_at < $1 LIMIT $2)`;

/** The least id that a call of that time can have. */
function toLeastId(epochMs: number): string {
  const time = Math.max(0, Math.floor(epochMs)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** Runs it in a transaction, unless another process is removing just now: then the answer is `null`. */
function runAlone<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ is_mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS is_mine", [
      retentionLock,
    ]);
    return rows[0]?.is_mine === true ? work(client) : null;
  });
}

export interface OldBodies {
  /** Calls that began earlier. */
  readonly beforeMs: number;
  readonly keptDays: number;
  /** `next` of the batch before. */
  readonly after: string | null;
  readonly limit: number;
}

/** Removes what was said in the next calls of that age; the calls stay. @returns `null` while another process does */
export async function removeOldBodies(pool: Pool, old: OldBodies): Promise<RemovedBatch | null> {
  return runAlone(pool, async (client) => {
    const after = old.after ?? toLeastId(0);
    const { rows } = await client.query<{ call_id: string; is_whole: boolean }>(selectWithBodies, [
      after,
      toLeastId(old.beforeMs),
      old.limit,
    ]);
    const callIds = rows.filter((row) => row.is_whole).map((row) => row.call_id);
    if (callIds.length > 0) {
      for (const statement of removeBodies) await client.query(statement, [callIds]);
      await client.query(markRemoved, [callIds, old.keptDays]);
    }
    const last = rows.at(-1)?.call_id ?? null;
    return { removed: callIds.length, next: rows.length < old.limit ? null : last };
  });
}

/** Deletes the oldest calls of that age, with all that belongs to them (by trigger). @returns how many, or `null` as above */
export async function deleteOldCalls(pool: Pool, beforeMs: number, limit: number): Promise<number | null> {
  return runAlone(
    pool,
    async (client) => (await client.query(deleteCalls, [toLeastId(beforeMs), limit])).rowCount ?? 0,
  );
}

/** Dead letters hold bodies as well. */
export async function deleteOldLetters(pool: Pool, beforeMs: number, limit: number): Promise<number | null> {
  return runAlone(
    pool,
    async (client) => (await client.query(deleteLetters, [new Date(beforeMs), limit])).rowCount ?? 0,
  );
}
