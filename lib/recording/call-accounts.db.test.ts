/** Every call is counted once, whatever becomes of it and however often the thread starts again. */
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, buildStart } from "./__fixtures__/build-records";
import { createJournal, type Journal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { createRecorderLoop, type RecorderLoop } from "./loop/create-recorder-loop";
import { retryDeadLetter } from "./store/retry-dead-letter";

let root: string;
let directory: string;
let database: TestDatabase;
let pool: Pool;
let journal: Journal;
let loop: RecorderLoop;

const patience = { timeout: 15_000 };
const wake = (): void => {
  loop.wake();
};
const open = (): RecorderLoop => createRecorderLoop({ directory, liveFromSegment: journal.firstSegment, pool });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-accounts-"));
  directory = join(root, "gateway");
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
  journal = await createJournal({ directory, segmentBytes: 20_000, onAppended: wake });
  loop = open();
});
afterEach(async () => {
  await loop.close(2_000);
  await journal.close();
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

async function recordMany(count: number, status = 200): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { record, bytes } = buildEnd({ status });
    await createJournalRecorder(journal).end(record, bytes);
  }
}

const tooLarge = 3_000_000_000;

it("counts each end once over restarts of the thread that read the same records again", async () => {
  const recorder = createJournalRecorder(journal);
  // It runs all the time and holds the cursor back, so that every new thread reads what the one before had stored.
  await recorder.start(buildStart());
  await recordMany(3);
  await recordMany(2, tooLarge);
  await expect.poll(() => loop.stats().calls, patience).toMatchObject({ stored: 3, setAside: 2 });
  for (let restart = 1; restart <= 3; restart++) {
    await loop.close(2_000);
    loop = open();
    await recordMany(4);
    await expect.poll(() => loop.stats().calls, patience).toMatchObject({ stored: 3 + 4 * restart, setAside: 2 });
  }
  expect(journal.stats()).toMatchObject({ ends: 17, endDrops: { queue_full: 0, unserialisable: 0, closed: 0 } });
  const { calls, lagBytes, oldestWaitingAt } = loop.stats();
  expect(calls).toMatchObject({ stored: 15, setAside: 2, unreadable: 0, inherited: 0 });
  expect([lagBytes, oldestWaitingAt]).toEqual([0, null]);
});

it("counts what a dead process left apart from its own", async () => {
  await recordMany(2);
  await expect.poll(() => loop.stats().calls.stored, patience).toBe(2);
  await loop.close(2_000);
  await createJournalRecorder(journal).start(buildStart());
  await recordMany(3);
  await journal.close();
  journal = await createJournal({ directory, onAppended: wake });
  loop = open();
  await recordMany(1);
  // Three that had ended, and one that is interrupted.
  await expect.poll(() => loop.stats().calls, patience).toMatchObject({ stored: 1, inherited: 4 });
});

it("goes on storing while its cursor cannot be saved, and saves it when the disk takes it again", async () => {
  await recordMany(1);
  await expect.poll(() => loop.stats().calls.stored, patience).toBe(1);
  // What a full disk does: the file cannot be written.
  mkdirSync(join(directory, "cursor.tmp"));
  for (let round = 1; round <= 3; round++) {
    await recordMany(5);
    await expect.poll(() => loop.stats().calls.stored, patience).toBe(1 + 5 * round);
    // Longer than the pause between two attempts to save.
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  rmdirSync(join(directory, "cursor.tmp"));
  await expect.poll(() => readFileSync(join(directory, "cursor"), "utf8"), patience).toContain('"stored":16');
});

it("says how far behind it is, and since when, while the database cannot be asked", async () => {
  await loop.close(2_000);
  const away = createPool({
    url: "postgresql://127.0.0.1:1/none",
    max: 1,
    applicationName: "test",
    statementTimeoutMs: 1_000,
  });
  loop = createRecorderLoop({ directory, liveFromSegment: journal.firstSegment, pool: away });
  const before = Date.now() - 1_000;
  await recordMany(5);
  const { lagBytes, oldestWaitingAt, calls } = loop.stats();
  expect(lagBytes).toBeGreaterThan(1_000);
  expect(oldestWaitingAt).toBeGreaterThan(before);
  expect(calls.stored).toBe(0);
  await loop.close(0);
  await away.end();
  loop = open();
  await expect.poll(() => loop.stats().lagBytes, patience).toBe(0);
  expect(loop.stats()).toMatchObject({ calls: { stored: 5 }, oldestWaitingAt: null });
});

it("keeps all of a call that is set aside, so that it can be stored later", async () => {
  const recorder = createJournalRecorder(journal);
  const { record, bytes } = buildEnd({ status: tooLarge });
  await recorder.start(buildStart({ call_id: record.call_id }));
  // The first half of the request had left memory before the end.
  const request = Buffer.concat((bytes.client_request ?? []).map((chunk) => Buffer.from(chunk)));
  recorder.part(record.call_id, "client_request", [request.subarray(0, 20)]);
  await recorder.end(record, { ...bytes, client_request: [request.subarray(20)] });
  await vi.waitFor(() => {
    expect(loop.stats().calls.setAside).toBe(1);
  }, patience);
  const { rows } = await pool.query<{ record: Buffer }>("SELECT record FROM dead_letters");
  const letter = rows[0]?.record ?? Buffer.alloc(0);
  expect(await retryDeadLetter(pool, letter)).toContain("out of range");
  // As after an upgrade that can store it.
  const length = letter.readUInt32BE(0);
  const json = letter.toString("utf8", 4, 4 + length).replace(String(tooLarge), "200       ");
  const mended = Buffer.concat([letter.subarray(0, 4), Buffer.from(json), letter.subarray(4 + length)]);
  expect(await retryDeadLetter(pool, mended)).toBeNull();
  const stored = await pool.query<{ bytes: Buffer }>("SELECT bytes FROM call_bodies WHERE side = 'client_request'");
  expect(stored.rows[0]?.bytes).toEqual(request);
});
