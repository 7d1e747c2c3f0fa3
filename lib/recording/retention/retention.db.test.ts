import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { BodySide } from "@/lib/core/contracts/call";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { getCall } from "@/lib/services/calls/get-call";
import { getCallDiff } from "@/lib/services/calls/get-call-diff";
import { getCallView } from "@/lib/services/calls/get-call-view";
import { listCalls } from "@/lib/services/calls/list-calls";
import { buildEdit } from "@/lib/testing/build-call-detail";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { buildEnd } from "../__fixtures__/build-records";
import { createRetention } from "./create-retention";
import { deleteOldCalls, removeOldBodies } from "./remove-old";

const dayMs = 86_400_000;
const nowMs = Date.now();
const { db, pool, close } = await openTestDatabase();

afterAll(close);
beforeEach(async () => {
  await pool.query("DELETE FROM conversation_calls");
});

/** Stores a call of that age as the recorder does. */
async function store(ageDays: number): Promise<string> {
  const startedAt = nowMs - ageDays * dayMs;
  const { record, bytes } = buildEnd({
    call_id: createIdAt(startedAt),
    started_at: startedAt,
    steps: [
      {
        ...{ position: 0, hook: "response", policy: "redact", policy_id: "01890a5d-ac96-774b-bcce-b302099a8059" },
        ...{ name: "Redact", version: 1, outcome: "changed", reason: null, duration_ms: 1 },
        edits: [buildEdit({ path: "choices[0].message.content", start: 23, from: "1234-5678-9012", to: "[REDACTED]" })],
      },
    ],
  });
  const captured: Partial<Record<BodySide, Buffer>> = {};
  for (const [side, chunks] of Object.entries(bytes)) captured[side as BodySide] = Buffer.concat(chunks);
  await storeCalls(pool, [assembleCall(record, captured)]);
  return record.call_id;
}

/** The id generator never goes back in time, so the time of a later id is put in its place. */
function createIdAt(epochMs: number): string {
  const time = Math.floor(epochMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}${createUuidV7(nowMs).slice(13)}`;
}

async function countSecrets(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`
    SELECT (SELECT count(*) FROM conversation_events WHERE payload::text LIKE '%1234-5678%')
      + (SELECT count(*) FROM call_bodies WHERE bytes IS NOT NULL)
      + (SELECT count(*) FROM call_steps WHERE edits::text LIKE '%1234-5678%')
      + (SELECT count(*) FROM conversation_calls WHERE response_preview IS NOT NULL OR request_preview IS NOT NULL) AS count`);
  return Number(rows[0]?.count);
}

it("removes all that was said, and says when and why, while everything else stays", async () => {
  const old = await store(31);
  const young = await store(29);
  const before = await getCall(db, old);
  const batch = await removeOldBodies(pool, { beforeMs: nowMs - 30 * dayMs, keptDays: 30, after: null, limit: 10 });
  expect(batch).toEqual({ removed: 1, next: null });

  const after = await getCall(db, old);
  expect(after).toMatchObject({ bodies_removed: true, bodies_expired: { kept_days: 30 } });
  expect(after.request).toEqual({ original: null, final: null });
  expect([after.request_preview, after.response_preview]).toEqual([null, null]);
  expect(after.bodies).toEqual(before.bodies);
  expect(after.revision).toBe(before.revision);
  expect(after).toMatchObject({ state: before.state, usage: before.usage, timings: before.timings });
  expect(after.steps[0]?.edits).toEqual([{ ...before.steps[0]?.edits[0], from: "", to: "", are_texts_removed: true }]);
  expect((await getCallView(db, old)).bodies.sections.map(({ status }) => status)).toEqual(["removed", "removed"]);
  expect((await getCallDiff(db, old)).steps[0]).toMatchObject({ policy: "redact", outcome: "changed" });

  expect((await getCall(db, young)).response.original).not.toBeNull();
  await removeOldBodies(pool, { beforeMs: nowMs, keptDays: 1, after: null, limit: 10 });
  expect(await countSecrets()).toBe(0);
});

it("deletes the oldest calls first, a batch at a time, with all that belongs to them", async () => {
  const [oldest, older, young] = [await store(40), await store(35), await store(5)];
  expect(await deleteOldCalls(pool, nowMs - 30 * dayMs, 1)).toBe(1);
  const list = async (): Promise<string[]> => (await listCalls(db, { limit: 10 })).data.map(({ id }) => id);
  expect(await list()).toEqual([young, older]);
  expect(await deleteOldCalls(pool, nowMs - 30 * dayMs, 10)).toBe(1);
  expect(await deleteOldCalls(pool, nowMs - 30 * dayMs, 10)).toBe(0);
  expect(await list()).toEqual([young]);
  for (const table of ["call_bodies", "call_steps", "conversation_events"]) {
    const { rows } = await pool.query(`SELECT 1 FROM ${table} WHERE call_id = ANY($1)`, [[oldest, older]]);
    expect(rows).toEqual([]);
  }
});

it("sweeps by itself in small batches, while nobody else does", async () => {
  const young = await store(5);
  for (let age = 0; age < 205; age++) await store(31 + age / 10);
  const holder = await pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT pg_advisory_xact_lock(7310436)");
  expect(await deleteOldCalls(pool, nowMs, 10)).toBeNull();
  await holder.query("ROLLBACK");
  holder.release();

  const problems: string[] = [];
  const retention = createRetention({
    openPool: () => pool,
    bodiesDays: 30,
    callsDays: 45,
    onProblem: (message) => problems.push(message),
  });
  await vi.waitFor(
    () => {
      expect(retention.report().last_sweep_at).not.toBeNull();
    },
    { timeout: 20_000 },
  );
  const removed = retention.report();
  await retention.close();
  expect(problems).toEqual([]);
  expect(removed.calls_removed + removed.bodies_removed).toBe(205);
  expect(removed.bodies_removed).toBeGreaterThan(100);
  expect((await listCalls(db, { limit: 1 })).data[0]?.id).toBe(young);
  expect((await getCall(db, young)).bodies_removed).toBeUndefined();
});
