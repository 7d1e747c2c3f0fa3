import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CountAnswer, TokenCounter } from "@/lib/core/contracts/token-counter";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, responseBody, toJsonBytes } from "./__fixtures__/build-records";
import { createJournal, type Journal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { createRecorderLoop, type RecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let database: TestDatabase;
let pool: Pool;
let journal: Journal;
let loop: RecorderLoop;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-counted-"));
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
  journal = await createJournal({ directory: join(root, "gateway"), onAppended: () => undefined });
});

afterEach(async () => {
  await loop.close(2000);
  await journal.close();
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

interface Row {
  readonly source: string;
  readonly total_tokens: string | null;
}

async function readRows(): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    "SELECT usage->>'source' AS source, total_tokens FROM conversation_calls ORDER BY total_tokens",
  );
  return rows;
}

const waitFor = (rows: object[]): Promise<void> =>
  vi.waitFor(
    async () => {
      expect(await readRows()).toMatchObject(rows);
    },
    { timeout: 10_000, interval: 20 },
  );

it("stores what must be counted after the others, and only when it is counted", async () => {
  const asked: ((answer: CountAnswer) => void)[] = [];
  const counter: TokenCounter = {
    count: () => new Promise((resolve) => asked.push(resolve)),
    close: () => Promise.resolve(),
  };
  const silent = toJsonBytes({ ...responseBody, usage: undefined });
  for (const bodies of [{ upstream_response: silent, client_response: "upstream_response" as const }, undefined]) {
    const { record, bytes } = buildEnd({}, bodies);
    await createJournalRecorder(journal).end(record, bytes);
  }
  const { firstSegment } = journal;
  loop = createRecorderLoop({ directory: join(root, "gateway"), liveFromSegment: firstSegment, pool, counter });
  await waitFor([{ source: "reported", total_tokens: "21" }]);
  expect(asked).toHaveLength(1);
  asked[0]?.({ input: 20, output: 9, estimator: "test" });
  await waitFor([
    { source: "reported", total_tokens: "21" },
    { source: "estimated", total_tokens: "29" },
  ]);
});
