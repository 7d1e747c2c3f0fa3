import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, buildStart, toJsonBytes } from "./__fixtures__/build-records";
import { createJournal, type Journal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { createRecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let database: TestDatabase;
let pool: Pool;
let journal: Journal;

beforeEach(async () => {
  // The recorder adopts and removes what lies next to its directory, so that must have a root of its own.
  root = mkdtempSync(join(tmpdir(), "diffract-recorder-"));
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
  journal = await createJournal({ directory: join(root, "gateway-dead") });
});

afterEach(async () => {
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

async function query<Row>(text: string): Promise<Row[]> {
  const { rows } = await pool.query(text);
  return rows as Row[];
}

/** Reads the journal as that of a process that has gone. */
async function storeWhatIsLeft(): Promise<Record<string, unknown>> {
  await journal.close();
  const directory = join(root, "gateway");
  mkdirSync(directory);
  const loop = createRecorderLoop({ directory, liveFromSegment: 1, pool });
  await vi.waitFor(
    () => {
      expect(loop.stats().storedCalls).toBe(1);
    },
    { timeout: 10_000, interval: 10 },
  );
  await loop.close(2000);
  const [call] = await query<Record<string, unknown>>("SELECT * FROM conversation_calls");
  return call ?? {};
}

interface EventRow {
  readonly payload: Record<string, unknown>;
}

describe("parts of a call", () => {
  it("are shown when its end never came", async () => {
    const recorder = createJournalRecorder(journal);
    const [step] = buildEnd().record.steps;
    if (step === undefined) throw new Error("the fixture has a step");
    const request = toJsonBytes({ model: "large", stream: true, messages: [{ role: "user", content: "Hello" }] });
    const side = { size: request.length, content_type: "application/json", content_encoding: null } as const;
    const start = buildStart({ model: null, is_streaming: false });
    await recorder.start(start);
    recorder.part(start.call_id, "client_request", [request]);
    await recorder.start({
      ...start,
      provider: "demo",
      status: 200,
      steps: [{ ...step, hook: "request", outcome: "unchanged", edits: [] }],
      bodies: [
        { side: "client_request", captured: request.length, same_as: null, ...side },
        { side: "upstream_request", captured: 0, same_as: "client_request", ...side },
      ],
    });
    const event = 'data: {"model":"demo-2026","choices":[{"index":0,"delta":{"content":"Your"}}]}\n\n';
    recorder.part(start.call_id, "upstream_response", [Buffer.from(event)]);
    const call = await storeWhatIsLeft();
    expect(call).toMatchObject({
      state: "interrupted",
      model: "large",
      is_streaming: true,
      provider: "demo",
      status: 200,
    });
    expect(call).toMatchObject({ request_preview: "Hello", outcome: "unchanged", model_answered: "demo-2026" });
    const [request_event, response_event] = await query<EventRow>(
      "SELECT * FROM conversation_events ORDER BY sequence",
    );
    expect(request_event?.payload["final"]).toEqual(JSON.parse(request.toString()));
    expect(JSON.stringify(response_event?.payload["original"])).toContain('"content":"Your"');
    const bodies = await query<Record<string, unknown>>("SELECT * FROM call_bodies ORDER BY side");
    expect(bodies.map((body) => [body["side"], body["same_as"], body["content_type"]])).toEqual([
      ["client_request", null, "application/json"],
      ["upstream_request", "client_request", "application/json"],
      ["upstream_response", null, "text/event-stream"],
    ]);
    expect(bodies[0]?.["bytes"]).toEqual(request);
    expect(await query("SELECT 1 FROM call_steps")).toHaveLength(1);
  });

  it("are not doubled when its end says them again", async () => {
    const { record: end, bytes } = buildEnd();
    const recorder = createJournalRecorder(journal);
    await recorder.start(buildStart({ call_id: end.call_id }));
    recorder.part(end.call_id, "client_request", bytes.client_request ?? []);
    await recorder.end(end, bytes);
    const call = await storeWhatIsLeft();
    const [body] = await query<Record<string, unknown>>("SELECT * FROM call_bodies WHERE side = 'client_request'");
    expect(body?.["bytes"]).toEqual(bytes.client_request?.[0]);
    expect(call).toMatchObject({ request_preview: "What is my account number?", record_notes: [] });
  });
});
