/**
 * Static checks and unit tests, two at a time, one line each. `--static` leaves out the unit tests; `--summary <file>` writes
 * the results as JSON, so that `npm test` can count them: [{name, ok, durationMs, tests?: {passed, failed, skipped}}].
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const root = resolve(import.meta.dirname, "..");
const { values: options } = parseArgs({
  options: { static: { type: "boolean", default: false }, summary: { type: "string" } },
});
const scratch = mkdtempSync(join(tmpdir(), "diffract-verify-"));
const unitReport = join(scratch, "unit.json");
const tool = (path) => join(root, "node_modules", path);

// The longest first, so that both workers end at about the same time.
const checks = [
  {
    name: "unit tests",
    isStatic: false,
    command: [
      tool("vitest/vitest.mjs"),
      ...["run", "--project", "unit", "--reporter=default", "--reporter=json"],
      `--outputFile.json=${unitReport}`,
    ],
  },
  { name: "types", command: [tool("typescript/bin/tsc"), "--noEmit", "-p", "."] },
  {
    name: "lint",
    command: [
      tool("eslint/bin/eslint.js"),
      "--max-warnings",
      "0",
      "--cache",
      "--cache-location",
      tool(".cache/eslint/"),
      ".",
    ],
  },
  { name: "format", command: [tool("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "--cache", "."] },
  { name: "imports", command: [join(root, "scripts/check-imports.mjs")] },
  { name: "unused code", command: [tool("knip/bin/knip.js"), "--no-progress"] },
  { name: "planted violations", command: [join(root, "scripts/check-planted-violations.mjs")] },
  { name: "documentation", command: [join(root, "scripts/write-documentation.mjs"), "--check"] },
];

function run(command) {
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => done({ code: 1, output: String(error) }));
    child.on("close", (code) => done({ code, output: Buffer.concat(output).toString("utf8") }));
  });
}

function readUnitCounts() {
  try {
    const report = JSON.parse(readFileSync(unitReport, "utf8"));
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
  } catch {
    return undefined;
  }
}

async function runCheck({ name, command, isStatic = true }) {
  const startedAt = performance.now();
  const { code, output } = await run(command);
  const durationMs = Math.round(performance.now() - startedAt);
  const tests = isStatic ? undefined : readUnitCounts();
  const counted = tests ? `  ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped` : "";
  const mark = code === 0 ? "ok    " : "FAILED";
  process.stdout.write(`${mark}  ${name.padEnd(20)} ${(durationMs / 1000).toFixed(1).padStart(5)} s${counted}\n`);
  if (code !== 0) process.stdout.write(`${output.trim().replaceAll(/^/gm, "        ")}\n`);
  return { name, ok: code === 0, durationMs, ...(tests && { tests }) };
}

const startedAt = performance.now();
const waiting = checks.filter(({ isStatic = true }) => isStatic || !options.static);
const results = [];
async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) results.push(await runCheck(check));
}
await Promise.all([work(), work()]);
rmSync(scratch, { recursive: true, force: true });

const failed = results.filter(({ ok }) => !ok).length;
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(`${results.length - failed} of ${results.length} checks passed in ${seconds} s\n`);
if (options.summary) writeFileSync(options.summary, `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
