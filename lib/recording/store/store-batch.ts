import type { Pool, PoolClient } from "pg";
import type { AssembledCall } from "../assemble/call-rows";
import { begin, notifyAndCommit, upsertBodies, upsertCalls, upsertEvents, upsertSteps } from "./statements";

interface StoredRow {
  readonly call_id: string;
  readonly revision: string;
}

/** A later record of the same call in one batch replaces the earlier: one statement may touch a row only once. */
function keepLastOfEach(calls: readonly AssembledCall[]): AssembledCall[] {
  const byId = new Map<string, AssembledCall>();
  for (const call of calls) {
    const known = byId.get(call.callId);
    const isWorse = call.state === "in_progress" || (call.state === "interrupted" && known?.state !== "in_progress");
    if (known === undefined || !isWorse) byId.set(call.callId, call);
  }
  return [...byId.values()];
}

async function storeEvents(client: PoolClient, calls: readonly AssembledCall[]): Promise<void> {
  const rows: string[] = [];
  for (const { callId, events } of calls) {
    for (const { id, event_type, sequence, payload } of events) {
      rows.push(
        `{"id":"${id}","call_id":"${callId}","event_type":"${event_type}","sequence":${sequence},"payload":${payload}}`,
      );
    }
  }
  if (rows.length > 0) await client.query({ name: "events", text: upsertEvents, values: [`[${rows.join(",")}]`] });
}

async function storeBodies(client: PoolClient, calls: readonly AssembledCall[]): Promise<void> {
  const rows: unknown[] = [];
  const blobs: Buffer[] = [];
  let at = 0;
  for (const { callId, bodies } of calls) {
    for (const { bytes, side, size, captured, sha256, content_type, content_encoding, same_as, marks } of bodies) {
      // Written out: spreading the rest of a row costs more than everything else here.
      rows.push({
        call_id: callId,
        side,
        size,
        captured,
        sha256,
        content_type,
        content_encoding,
        same_as,
        marks,
        at: bytes === null ? null : at,
        length: bytes?.length ?? null,
      });
      if (bytes === null) continue;
      blobs.push(bytes);
      at += bytes.length;
    }
  }
  if (rows.length === 0) return;
  await client.query({ name: "bodies", text: upsertBodies, values: [JSON.stringify(rows), Buffer.concat(blobs, at)] });
}

async function storeSteps(client: PoolClient, calls: readonly AssembledCall[]): Promise<void> {
  const rows = calls.flatMap((call) => call.steps);
  if (rows.length > 0) await client.query({ name: "steps", text: upsertSteps, values: [`[${rows.join(",")}]`] });
}

async function storeAll(client: PoolClient, calls: readonly AssembledCall[]): Promise<void> {
  await client.query(begin);
  const rows = `[${calls.map((call) => call.call).join(",")}]`;
  const { rows: stored } = await client.query<StoredRow>({ name: "calls", text: upsertCalls, values: [rows] });
  const storedIds = new Set(stored.map((row) => row.call_id));
  const fresh = calls.filter((call) => storedIds.has(call.callId));
  await storeEvents(client, fresh);
  await storeBodies(client, fresh);
  await storeSteps(client, fresh);
  const last = stored.reduce((most, { revision }) => (BigInt(revision) > most ? BigInt(revision) : most), 0n);
  await client.query(last > 0n ? notifyAndCommit(last.toString()) : "COMMIT");
}

/**
 * Stores a batch in one transaction, or nothing of it. Idempotent.
 * @throws what Postgres or the connection says
 */
export async function storeBatch(pool: Pool, calls: readonly AssembledCall[]): Promise<void> {
  const client = await pool.connect();
  // Without a listener an error between two queries would end the process.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let failure: Error | undefined;
  try {
    await storeAll(client, keepLastOfEach(calls));
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.removeListener("error", ignore);
    // A connection in an unknown state is not used again.
    client.release(failure);
  }
}
