import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, buildStart, toJsonBytes } from "./__fixtures__/build-records";
import { createJournal, type Journal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { createRecorderLoop, type RecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let database: TestDatabase;
let pool: Pool;
let journal: Journal;
let loop: RecorderLoop;
const watched = new Set<string>();

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-recorder-"));
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
  const directory = join(root, "gateway");
  journal = await createJournal({ directory });
  loop = createRecorderLoop({ directory, liveFromSegment: journal.firstSegment, pool, watched });
});

afterEach(async () => {
  await loop.close(2_000);
  await journal.close();
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

interface Stored {
  readonly state: string;
  readonly steps: number;
  readonly request: unknown;
  readonly answer: string | null;
}

async function read(callId: string): Promise<Stored | undefined> {
  const { rows } = await pool.query<Stored>(
    `SELECT state, (SELECT count(*)::int FROM call_steps s WHERE s.call_id = c.call_id) AS steps,
       (SELECT payload->'original' FROM conversation_events e WHERE e.call_id = c.call_id AND event_type = 'request') AS request,
       (SELECT convert_from(bytes, 'UTF8') FROM call_bodies b WHERE b.call_id = c.call_id AND side = 'upstream_response') AS answer
     FROM conversation_calls c WHERE call_id = $1`,
    [callId],
  );
  return rows[0];
}

async function waitFor(callId: string, expected: Partial<Stored>): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await read(callId)).toMatchObject(expected);
    },
    { timeout: 20_000, interval: 20 },
  );
}

it("stores what is known of a running call while somebody looks, more as it comes, and then its end", async () => {
  const recorder = createJournalRecorder(journal);
  const request = toJsonBytes({ model: "slow", stream: true, messages: [{ role: "user", content: "Hello" }] });
  const kept = { content_type: "application/json", content_encoding: null, same_as: null } as const;
  const seen = buildStart({ is_streaming: true });
  const unseen = buildStart({ is_streaming: true });
  const bodies = [{ ...kept, side: "client_request", size: request.length, captured: request.length }] as const;
  const { steps } = buildEnd().record;
  for (const start of [seen, unseen]) {
    await recorder.start({ ...start, steps: steps.slice(0, 1), bodies });
    recorder.part(start.call_id, "client_request", [request]);
    recorder.part(start.call_id, "upstream_response", [Buffer.from("data: one\n\n")]);
  }
  loop.wake();
  await waitFor(seen.call_id, { state: "in_progress", request: null });
  watched.add(seen.call_id);
  const asked = { model: "slow", messages: [{ content: "Hello" }] };
  await waitFor(seen.call_id, { state: "in_progress", steps: 1, request: asked, answer: "data: one\n\n" });
  recorder.part(seen.call_id, "upstream_response", [Buffer.from("data: two\n\n")]);
  await waitFor(seen.call_id, { state: "in_progress", answer: "data: one\n\ndata: two\n\n" });
  expect(await read(unseen.call_id)).toMatchObject({ state: "in_progress", request: null, answer: null });

  for (const start of [seen, unseen]) {
    const { record, bytes } = buildEnd({ ...start, kind: "end" });
    await recorder.end(record, bytes);
    await waitFor(start.call_id, { state: "completed", steps: steps.length });
  }
});
