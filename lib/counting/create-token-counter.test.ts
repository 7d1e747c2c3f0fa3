import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CountRequest, TokenCounter } from "@/lib/core/contracts/token-counter";
import { createTokenCounter, type TokenCounterOptions } from "./create-token-counter";

const project = fileURLToPath(new URL("../..", import.meta.url));
let root: string;
let counter: TokenCounter | null = null;

/** The thread's file as `npm start` builds it. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-counter-"));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  await build({
    entryPoints: { real: join(project, "server/token-counter.ts") },
    ...{ outdir: root, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm" },
    ...{ target: "node20", packages: "external", alias: { "@": project }, logLevel: "silent" },
  });
  writeFileSync(
    join(root, "stuck.mjs"),
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { for (;;); });',
  );
  writeFileSync(
    join(root, "broken.mjs"),
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { throw new Error("broken"); });',
  );
});
afterEach(async () => {
  await counter?.close();
  counter = null;
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function start(name: string, options: Partial<TokenCounterOptions> = {}): TokenCounter {
  counter = createTokenCounter({ file: join(root, `${name}.mjs`), ...options });
  return counter;
}

const ask = (input: string, output: string): CountRequest => ({
  model: "gpt-4o",
  input: { texts: [input], known: 7 },
  output: { texts: [output], known: 0 },
});

describe("the counter's thread", () => {
  it("counts many at a time, and again after it has gone for want of work", async () => {
    const own = start("real", { idleMs: 1, patienceMs: 60_000 });
    const wanted = { input: 11, output: 2, estimator: "gpt-tokenizer o200k_base" };
    const request = ask("Hello, world!", "Hello world");
    expect(await Promise.all([own.count(request), own.count(request)])).toEqual([wanted, wanted]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await own.count(request)).toEqual(wanted);
  }, 90_000);

  it("says why it did not count", async () => {
    const own = start("real");
    expect(await own.count(ask("a".repeat(600_000), "a".repeat(600_000)))).toEqual({ reason: "too_long" });
    const waiting = own.count(ask("Hello", "world"));
    await own.close();
    expect(await waiting).toEqual({ reason: "busy" });
    expect(await own.count(ask("Hello", "world"))).toEqual({ reason: "busy" });
  });

  it("is ended when it is stuck", async () => {
    expect(await start("stuck", { patienceMs: 50 }).count(ask("a", "b"))).toEqual({ reason: "too_slow" });
  });

  it("may fail without anybody waiting for ever", async () => {
    const own = start("broken");
    expect(await own.count(ask("a", "b"))).toEqual({ reason: "failed" });
    expect(await own.count(ask("a", "b"))).toEqual({ reason: "failed" });
  });

  it("is not given more than it can hold", async () => {
    const own = start("stuck", { patienceMs: 60_000 });
    const all = Array.from({ length: 401 }, () => own.count(ask("a", "b")));
    expect(await all[400]).toEqual({ reason: "busy" });
    await own.close();
    expect(await Promise.all(all)).toHaveLength(401);
  });
});
