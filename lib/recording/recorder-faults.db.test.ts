import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { startTestPostgres, type TestPostgres } from "@/lib/testing/start-test-postgres";
import { buildEnd } from "./__fixtures__/build-records";
import { createJournal } from "./journal/create-journal";
import { createJournalRecorder } from "./journal/create-journal-recorder";
import { listSegments } from "./journal/segment-files";
import { createRecorderLoop } from "./loop/create-recorder-loop";

let root: string;
let postgres: TestPostgres;
let pool: Pool;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-recorder-"));
  postgres = await startTestPostgres();
  pool = createPool({ url: postgres.url, max: 3, applicationName: "test", statementTimeoutMs: 2000 });
});

afterEach(async () => {
  await pool.end();
  await postgres.drop();
  rmSync(root, { recursive: true, force: true });
});

async function listStored(): Promise<string[]> {
  const { rows } = await pool.query<{ call_id: string }>("SELECT call_id FROM conversation_calls ORDER BY call_id");
  return rows.map((row) => row.call_id);
}

describe("a database that goes away", () => {
  it.each(["kill", "freeze"] as const)(
    "loses nothing and stores nothing twice (%s)",
    async (fault) => {
      const directory = join(root, "gateway");
      const journal = await createJournal({
        directory,
        segmentBytes: 100_000,
        onAppended: () => {
          loop.wake();
        },
      });
      const problems: string[] = [];
      const onProblem = (message: string): void => {
        problems.push(message);
      };
      const loop = createRecorderLoop({ directory, liveFromSegment: journal.firstSegment, pool, onProblem });
      const recorder = createJournalRecorder(journal);
      const accepted: string[] = [];
      const send = async (count: number): Promise<void> => {
        for (let index = 0; index < count; index++) {
          const { record, bytes } = buildEnd();
          await recorder.end(record, bytes);
          accepted.push(record.call_id);
        }
      };
      await send(300);
      const sending = send(600);
      await postgres[fault]();
      await sending;
      await vi.waitFor(() => {
        expect(problems.length).toBeGreaterThan(0);
      }, 15_000);
      await (fault === "kill" ? postgres.start() : postgres.thaw());
      await send(50);
      await vi.waitFor(
        async () => {
          expect(await listStored()).toEqual([...accepted].sort());
        },
        { timeout: 20_000, interval: 100 },
      );
      const { rows } = await pool.query<{ n: string }>("SELECT count(*) AS n FROM conversation_events");
      expect(Number(rows[0]?.n)).toBe(accepted.length * 2);
      expect(loop.stats().deadLetters).toBe(0);
      await loop.close(5000);
      expect(listSegments(directory).length).toBeLessThanOrEqual(2);
      await journal.close();
    },
    60_000,
  );
});

describe("a gateway that is killed", () => {
  it("loses no acknowledged call, and its open call becomes interrupted", async () => {
    const entry = fileURLToPath(new URL("./__fixtures__/record-until-killed.ts", import.meta.url));
    const outfile = join(root, "child.mjs");
    const alias = { "@": fileURLToPath(new URL("../..", import.meta.url)) };
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      alias,
      logLevel: "silent",
    });
    const journals = join(root, "journal");
    const child = spawn(process.execPath, [outfile, join(journals, "killed")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await vi.waitFor(() => {
      expect(output.split("\n").length).toBeGreaterThan(500);
    }, 15_000);
    child.kill("SIGKILL");
    await new Promise((resolve) => {
      child.once("close", resolve);
    });
    const acknowledged = output.split("\n").slice(0, -1);
    const journal = await createJournal({ directory: join(journals, "next") });
    const loop = createRecorderLoop({ directory: join(journals, "next"), liveFromSegment: journal.firstSegment, pool });
    await vi.waitFor(
      async () => {
        const { rows } = await pool.query(
          "SELECT 1 FROM conversation_calls WHERE state = 'interrupted' AND session_id = 'open'",
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 20_000, interval: 100 },
    );
    const stored = new Set(await listStored());
    expect(acknowledged.filter((callId) => !stored.has(callId))).toEqual([]);
    const { rows } = await pool.query("SELECT 1 FROM conversation_calls WHERE state = 'in_progress'");
    expect(rows).toHaveLength(0);
    await loop.close(2000);
    await journal.close();
  }, 60_000);
});
