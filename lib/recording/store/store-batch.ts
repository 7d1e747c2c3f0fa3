import type { Pool, PoolClient, QueryResult } from "pg";
import { isUuid } from "@/lib/core/ids/is-uuid";
import type { CopyInput, EncodedCall } from "./call-tables";
import { runCopy } from "./copy-query";
import { beginAndRead, deleteCalls, notifyAndCommit } from "./statements";

/** How much is known of a call: more takes the place of less. */
function rankState(state: string): number {
  if (state === "in_progress") return 0;
  return state === "interrupted" ? 1 : 2;
}

/** A later record of the same call in one batch replaces the earlier, unless it knows less. */
function keepBestOfEach(calls: readonly EncodedCall[]): EncodedCall[] {
  const byId = new Map<string, EncodedCall>();
  for (const call of calls) {
    const known = byId.get(call.callId);
    if (known === undefined || rankState(call.state) >= rankState(known.state)) byId.set(call.callId, call);
  }
  return [...byId.values()];
}

interface Present {
  readonly revisions: readonly bigint[];
  readonly states: ReadonlyMap<string, string>;
}

async function begin(client: PoolClient, calls: readonly EncodedCall[]): Promise<Present> {
  const ids = calls.map((call) => call.callId);
  if (!ids.every(isUuid)) throw new RangeError("The call's id is no UUID.");
  // `pg` answers several statements with a list, which its types do not say.
  const results = (await client.query(beginAndRead(ids))) as unknown as readonly QueryResult<Record<string, string>>[];
  const [given, stored] = results.slice(-2);
  const revisions = given?.rows[0]?.["revisions"] ?? "";
  return {
    revisions: revisions.split(",").map(BigInt),
    states: new Map(stored?.rows.map((row) => [row["call_id"] ?? "", row["state"] ?? ""])),
  };
}

/** Calls of one batch lie in the same tables; a batch may still hold calls of several. */
function listInputs(calls: readonly EncodedCall[]): CopyInput[] {
  const tables = new Set(calls.map((call) => call.tables));
  return [...tables].flatMap((own) => own.listInputs(calls.filter((call) => call.tables === own)));
}

/** Of a running call more may be known than before. */
function mayReplace(state: string, stored: string): boolean {
  return rankState(state) > rankState(stored) || (state === "in_progress" && stored === "in_progress");
}

/** An end replaces `in_progress` and `interrupted`, `interrupted` only `in_progress`, and `in_progress` only itself. */
async function storeAll(client: PoolClient, calls: readonly EncodedCall[]): Promise<void> {
  const { revisions, states } = await begin(client, calls);
  const replaced: string[] = [];
  const fresh: EncodedCall[] = [];
  let last = 0n;
  for (const [index, call] of calls.entries()) {
    const stored = states.get(call.callId.toLowerCase());
    if (stored !== undefined && !mayReplace(call.state, stored)) continue;
    if (stored !== undefined) replaced.push(call.callId);
    last = revisions[index] ?? 0n;
    call.tables.setRevision(call, last);
    fresh.push(call);
  }
  if (fresh.length === 0) {
    await client.query("COMMIT");
    return;
  }
  const inputs = listInputs(fresh);
  const statements = [...inputs.map(({ statement }) => statement), notifyAndCommit(last)];
  if (replaced.length > 0) statements.unshift(deleteCalls(replaced));
  await runCopy(
    client,
    statements.join(";\n"),
    inputs.map(({ pieces }) => pieces),
  );
}

/**
 * Stores a batch in one transaction, or nothing of it. Idempotent.
 * @throws what Postgres or the connection says
 */
export async function storeBatch(pool: Pool, calls: readonly EncodedCall[]): Promise<void> {
  const client = await pool.connect();
  // Without a listener an error between two queries would end the process.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let failure: Error | undefined;
  try {
    await storeAll(client, keepBestOfEach(calls));
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.removeListener("error", ignore);
    // A connection in an unknown state is not used again.
    client.release(failure);
  }
}
