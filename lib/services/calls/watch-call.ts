import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { CallState } from "@/lib/core/contracts/call";
import { callNotFound, requireCallId } from "./read-call-parts";

/** Where recorders hear which calls somebody looks at while they run. */
export const watchChannel = "diffract_watch";

const firstLookMs = 100;
const firstLooks = 6;

/** How far a call is. */
export interface CallProgress {
  readonly state: CallState;
  /** Whether anything of its bodies can be read. */
  readonly has_bodies: boolean;
}

/** Says that somebody looks at this call: its recorder then stores what is known of it, for a few seconds. */
export async function watchCall(pool: Pool, id: string): Promise<void> {
  await pool.query("SELECT pg_notify($1, $2)", [watchChannel, requireCallId(id)]);
}

/** @throws AppError `not_found` */
export async function readCallProgress(pool: Pool, id: string): Promise<CallProgress> {
  const { rows } = await pool.query<CallProgress>(
    `SELECT state, EXISTS (SELECT 1 FROM call_bodies b WHERE b.call_id = c.call_id) AS has_bodies
     FROM conversation_calls c WHERE call_id = $1`,
    [requireCallId(id)],
  );
  if (rows[0] === undefined) throw callNotFound();
  return rows[0];
}

/** Of a call that runs nothing but its start is stored until somebody looks. Waits a moment for it, and never longer. */
export async function awaitFirstLook(pool: Pool, id: string): Promise<void> {
  for (let look = 0; look < firstLooks; look++) {
    const { state, has_bodies: hasBodies } = await readCallProgress(pool, id);
    if (state !== "in_progress" || hasBodies) return;
    if (look === 0) await watchCall(pool, id);
    await delay(firstLookMs);
  }
}
