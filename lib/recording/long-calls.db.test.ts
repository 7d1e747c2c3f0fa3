import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, buildStart } from "./__fixtures__/build-records";
import { createJournal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { listSegments } from "./journal/segment-files";
import { createRecorderLoop, type RecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-recorder-"));
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
});

afterEach(async () => {
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

async function waitForStored(loop: RecorderLoop, count: number): Promise<void> {
  loop.wake();
  await vi.waitFor(
    () => {
      expect(loop.stats().storedCalls).toBeGreaterThanOrEqual(count);
    },
    { timeout: 10_000 },
  );
}

it("keeps the beginning of a call that outlives its segments, and nothing else, over a restart of the thread", async () => {
  const directory = join(root, "gateway");
  const journal = await createJournal({ directory, segmentBytes: 20_000 });
  const options = { directory, liveFromSegment: journal.firstSegment, pool };
  const recorder = createJournalRecorder(journal);
  const start = buildStart();
  await recorder.start(start);
  recorder.part(start.call_id, "upstream_response", [Buffer.from('{"model":"long')]);
  const first = createRecorderLoop(options);
  for (let count = 0; count < 100; count++) {
    const { record, bytes } = buildEnd();
    await recorder.end(record, bytes);
  }
  await waitForStored(first, 100);
  await first.close(2000);
  const newest = listSegments(directory).at(-1) ?? 0;
  expect(newest).toBeGreaterThan(6);
  expect(listSegments(directory).length).toBeLessThanOrEqual(3);
  expect(listSegments(directory)[0]).toBe(1);
  expect(readFileSync(join(directory, "cursor"), "utf8")).toContain(start.call_id);

  const second = createRecorderLoop(options);
  const text = Buffer.from('{"model":"long lived"}');
  const side = {
    side: "upstream_response",
    size: text.length,
    captured: text.length,
    content_type: "application/json",
  } as const;
  const { record } = buildEnd({ ...start, kind: "end", bodies: [{ ...side, content_encoding: null, same_as: null }] });
  await recorder.end(record, { upstream_response: [text.subarray(14)] });
  await waitForStored(second, 1);
  const { rows } = await pool.query("SELECT * FROM conversation_calls WHERE call_id = $1", [start.call_id]);
  expect(rows[0]).toMatchObject({ state: "completed", model_answered: "long lived", record_notes: [] });
  const bodies = await pool.query<{ bytes: Buffer }>("SELECT bytes FROM call_bodies WHERE call_id = $1", [
    start.call_id,
  ]);
  expect(bodies.rows[0]?.bytes).toEqual(text);
  await second.close(2000);
  expect(listSegments(directory)[0]).toBeGreaterThan(1);
  await journal.close();
});
