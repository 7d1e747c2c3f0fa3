import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";

const project = fileURLToPath(new URL("../..", import.meta.url));
let root: string;
let database: TestDatabase;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-runtime-"));
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
  rmSync(root, { recursive: true, force: true });
});

/** Builds the two sides as `npm start` does: the process in `main.mjs`, the thread in `dist/recorder.mjs`. */
async function buildProcess(): Promise<void> {
  mkdirSync(join(root, "dist"));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  const main = `
    import { startRecorder } from "@/lib/runtime/recorder";
    import { buildEnd, buildStart } from "@/lib/recording/__fixtures__/build-records";
    const running = startRecorder();
    for (let count = 0; count < 20; count++) {
      const { record, bytes } = buildEnd();
      running.recorder.start({ ...buildStart(), call_id: record.call_id });
      await running.recorder.end(record, bytes);
    }
    await running.close(5000);
    process.stdout.write(JSON.stringify(running.stats()));`;
  writeFileSync(join(root, "main.ts"), main);
  writeFileSync(join(root, "thread.ts"), 'import { runRecorder } from "@/lib/runtime/recorder"; runRecorder();');
  await build({
    entryPoints: { main: join(root, "main.ts"), "dist/recorder": join(root, "thread.ts") },
    outdir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": project },
    logLevel: "silent",
  });
}

it("records in a thread of its own and stores everything before it closes", async () => {
  await buildProcess();
  const env = {
    PATH: "/usr/bin:/bin",
    DATABASE_URL: database.url,
    DIFFRACT_DATA_DIR: join(root, "data"),
    DIFFRACT_SECRET: "0123456789abcdef",
  };
  const child = spawn(process.execPath, ["main.mjs"], { cwd: root, env: env as unknown as NodeJS.ProcessEnv });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise((resolve) => {
    child.once("close", resolve);
  });
  expect(errors).toBe("");
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    journal: { records: 40 },
    loop: { storedCalls: 20, deadLetters: 0, openCalls: 0 },
  });
  const pool = createPool({ url: database.url, max: 1, applicationName: "test", statementTimeoutMs: 5000 });
  const { rows } = await pool.query("SELECT 1 FROM conversation_calls WHERE state = 'completed'");
  await pool.end();
  expect(rows).toHaveLength(20);
});
