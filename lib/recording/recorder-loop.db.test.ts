import { mkdtempSync, existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { buildEnd, buildStart, responseBody, toJsonBytes, type BuiltEnd } from "./__fixtures__/build-records";
import { createJournal, type Journal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { createRecorderLoop, type RecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let database: TestDatabase;
let pool: Pool;
let journal: Journal;
let loop: RecorderLoop | null = null;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-recorder-"));
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3, applicationName: "test", statementTimeoutMs: 10_000 });
  journal = await createJournal({ directory: join(root, "gateway"), onAppended: () => loop?.wake() });
});

afterEach(async () => {
  await loop?.close(2000);
  loop = null;
  await journal.close();
  await pool.end();
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

function startLoop(): RecorderLoop {
  loop = createRecorderLoop({ directory: join(root, "gateway"), liveFromSegment: journal.firstSegment, pool });
  return loop;
}

async function record({ record: end, bytes }: BuiltEnd): Promise<string> {
  await createJournalRecorder(journal).end(end, bytes);
  return end.call_id;
}

async function query<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
  const { rows } = await pool.query(text, values);
  return rows as Row[];
}

async function waitForCalls(count: number, where = "true"): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await query<{ n: string }>(`SELECT count(*) AS n FROM conversation_calls WHERE ${where}`);
      expect(Number(row?.n)).toBe(count);
    },
    { timeout: 10_000, interval: 10 },
  );
}

interface EventRow {
  readonly event_type: string;
  readonly sequence: string;
  readonly payload: Record<string, unknown>;
}

describe("recording", () => {
  it("says when a batch can be read by everybody, and not before", async () => {
    const counts: Promise<{ n: string }[]>[] = [];
    loop = createRecorderLoop({
      directory: join(root, "gateway"),
      liveFromSegment: journal.firstSegment,
      pool,
      onStored: () => counts.push(query("SELECT count(*) AS n FROM conversation_calls")),
    });
    await record(buildEnd());
    await waitForCalls(1);
    await vi.waitFor(async () => {
      expect((await Promise.all(counts)).map(([row]) => row?.n)).toEqual(["1"]);
    }, 10_000);
  });

  it("needs waking only after it has said that it is idle", async () => {
    const state = { isAwake: true, wakeUps: 0 };
    const directory = join(root, "quiet");
    const own = await createJournal({
      directory,
      onAppended: () => {
        if (state.isAwake) return;
        state.isAwake = true;
        state.wakeUps += 1;
        quiet.wake();
      },
    });
    const onIdle = (): void => {
      state.isAwake = false;
    };
    const quiet = createRecorderLoop({ directory, liveFromSegment: own.firstSegment, pool, onIdle });
    for (let count = 0; count < 100; count++) {
      const { record: end, bytes } = buildEnd();
      await createJournalRecorder(own).end(end, bytes);
    }
    await waitForCalls(100);
    await vi.waitFor(() => {
      expect(state.isAwake).toBe(false);
    }, 10_000);
    expect(state.wakeUps).toBeLessThan(50);
    await quiet.close(2000);
    await own.close();
  });

  it("stores a call with its events, bodies and steps", async () => {
    startLoop();
    const callId = await record(buildEnd());
    await waitForCalls(1);
    const [call] = await query<Record<string, unknown>>("SELECT * FROM conversation_calls");
    expect(call).toMatchObject({
      call_id: callId,
      state: "completed",
      outcome: "changed",
      request_changes: 0,
      response_changes: 1,
      changed_by: ["Redact"],
      model_answered: "demo-2026",
      input_tokens: "12",
      total_tokens: "21",
      gateway_ms: 1.25,
      duration_ms: 30.5,
      first_byte_ms: 21,
      request_preview: "What is my account number?",
      response_preview: "Your account number is [REDACTED].",
      tags: { team: "blue" },
      record_notes: [],
    });
    const events = await query<EventRow>(
      "SELECT * FROM conversation_events WHERE call_id = $1 ORDER BY sequence",
      callId,
    );
    expect(events.map((event) => event.event_type)).toEqual(["request", "response"]);
    expect(events[0]?.payload["original"]).toEqual(events[0]?.payload["final"]);
    expect(events[1]?.payload["original"]).toEqual(responseBody);
    expect(events[1]?.payload).toMatchObject({ model: "demo-2026", id: "chatcmpl-1" });
    expect(JSON.stringify(events[1]?.payload["final"])).toContain("number is [REDACTED].");
    const bodies = await query<Record<string, unknown>>("SELECT * FROM call_bodies ORDER BY side");
    expect(bodies.map((body) => [body["side"], body["same_as"]])).toEqual([
      ["client_request", null],
      ["client_response", null],
      ["upstream_request", "client_request"],
      ["upstream_response", null],
    ]);
    expect(bodies[3]?.["bytes"]).toEqual(toJsonBytes(responseBody));
    expect(bodies[2]?.["sha256"]).toBe(bodies[0]?.["sha256"]);
    const [step] = await query<Record<string, unknown>>("SELECT * FROM call_steps");
    expect(step).toMatchObject({
      hook: "response",
      version: 3,
      edits: [{ from: "1234-5678-9012", rule: "account_number" }],
    });
  });

  it("shows a call while it runs, and its end afterwards, with a greater revision", async () => {
    startLoop();
    const recorder = createJournalRecorder(journal);
    const start = buildStart();
    await recorder.start(start);
    recorder.part(start.call_id, "upstream_response", [Buffer.from('{"model":')]);
    await waitForCalls(1, "state = 'in_progress'");
    const [running] = await query<{ revision: string }>("SELECT revision FROM conversation_calls");
    const { record: end } = buildEnd({ ...start, kind: "end" });
    await recorder.end(end, { upstream_response: [Buffer.from('"late"}')] });
    await waitForCalls(1, "state = 'completed'");
    const [ended] = await query<{ revision: string; model_answered: string }>("SELECT * FROM conversation_calls");
    expect(BigInt(ended?.revision ?? 0)).toBeGreaterThan(BigInt(running?.revision ?? 0));
    expect(ended?.model_answered).toBe("late");
  });

  it("tells listeners within 60 ms of the end", async () => {
    startLoop();
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    await listener.query("LISTEN diffract_calls");
    const waits: number[] = [];
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const told = new Promise((resolve) => listener.once("notification", resolve));
      const startedAt = performance.now();
      await record(buildEnd());
      await told;
      waits.push(performance.now() - startedAt);
    }
    await listener.end();
    expect(waits.sort((left, right) => left - right)[5]).toBeLessThan(60);
  });

  it("reads everything again without a second row or a changed one", async () => {
    startLoop();
    for (let count = 0; count < 30; count++) await record(buildEnd());
    await waitForCalls(30);
    await loop?.close(2000);
    const before = await query("SELECT * FROM conversation_calls ORDER BY call_id");
    rmSync(join(root, "gateway", "cursor"));
    startLoop();
    await record(buildEnd());
    await waitForCalls(31);
    const after = await query(
      "SELECT * FROM conversation_calls WHERE call_id = ANY($1) ORDER BY call_id",
      before.map((row) => (row as { call_id: string }).call_id),
    );
    expect(after).toEqual(before);
    expect(await query("SELECT 1 FROM conversation_events")).toHaveLength(62);
  });

  it("stores the neighbours of a call that the database refuses, and keeps that one's record", async () => {
    const poison = buildEnd({ status: 3_000_000_000 });
    const ids = [await record(buildEnd()), await record(buildEnd()), await record(poison), await record(buildEnd())];
    startLoop();
    await waitForCalls(3);
    await vi.waitFor(async () => {
      const [letter] = await query<{ call_id: string; reason: string; record: Buffer }>("SELECT * FROM dead_letters");
      expect(letter?.call_id).toBe(ids[2]);
      expect(letter?.reason).toContain("out of range");
      expect(letter?.record.toString()).toContain("1234-5678-9012");
    }, 10_000);
  });

  it("replaces what jsonb refuses and says so", async () => {
    const poisonText = Buffer.from(
      '{"messages":[{"role":"user","content":"a\\u0000b \\ud800 c \\ud83d\\ude00","__proto__":{"x":1}}]}',
    );
    startLoop();
    await record(
      buildEnd({ session_id: "nul\0 here" }, { client_request: poisonText, upstream_request: "client_request" }),
    );
    await waitForCalls(1);
    const [call] = await query<{ record_notes: string[]; session_id: string }>("SELECT * FROM conversation_calls");
    expect(call?.record_notes.toSorted()).toEqual(["lone_surrogate_replaced", "nul_replaced"]);
    expect(call?.session_id).toBe("nul\ufffd here");
    const [event] = await query<EventRow>("SELECT payload FROM conversation_events WHERE event_type = 'request'");
    expect(JSON.stringify(event?.payload["final"])).toBe(
      '{"messages":[{"role":"user","content":"a\ufffdb \ufffd c 😀","__proto__":{"x":1}}]}',
    );
    const [body] = await query<{ bytes: Buffer }>("SELECT bytes FROM call_bodies WHERE side = 'client_request'");
    expect(body?.bytes).toEqual(poisonText);
  });
});

describe("what dead processes left", () => {
  it("is adopted: ended calls are stored, open ones interrupted, the directory removed", async () => {
    const dead = join(root, "gateway-dead");
    const other = await createJournal({ directory: dead });
    const recorder = createJournalRecorder(other);
    const open = buildStart({ is_streaming: false });
    await recorder.start(open);
    recorder.part(open.call_id, "client_request", [
      toJsonBytes({ model: "demo", messages: [{ role: "user", content: "Hello" }] }),
    ]);
    await recorder.end(buildEnd().record, buildEnd().bytes);
    await other.close();
    startLoop();
    await waitForCalls(2);
    const [call] = await query<Record<string, unknown>>("SELECT * FROM conversation_calls WHERE state = 'interrupted'");
    expect(call).toMatchObject({ call_id: open.call_id, request_preview: "Hello", ended_at: null });
    expect(call?.["reason"]).toContain("gateway stopped");
    await vi.waitFor(() => {
      expect(existsSync(dead)).toBe(false);
    }, 10_000);
  });

  it("is found in our own directory too, and a late end still wins over interrupted", async () => {
    const start = buildStart();
    await createJournalRecorder(journal).start(start);
    await journal.close();
    journal = await createJournal({ directory: join(root, "gateway"), onAppended: () => loop?.wake() });
    startLoop();
    await record(buildEnd());
    await waitForCalls(1, "state = 'interrupted'");
    await record(buildEnd({ ...start, kind: "end" }));
    await waitForCalls(2, "state = 'completed'");
    expect(await query("SELECT 1 FROM conversation_events")).toHaveLength(4);
  });
});
