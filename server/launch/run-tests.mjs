import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs every suite, one after another, and ends with one line that sums them up. A suite that dies without a report counts
 * as one failure, so nothing can vanish from the sum.
 */
export async function runTests(root) {
  const scratch = mkdtempSync(join(tmpdir(), "diffract-tests-"));
  const report = (name) => join(scratch, `${name}.json`);
  const vitest = (name) => ({
    title: `${name} tests`,
    report: report(name),
    args: [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      ...["run", "--project", name, "--passWithNoTests", "--reporter=default", "--reporter=json"],
      `--outputFile.json=${report(name)}`,
    ],
    count: countVitest,
  });
  const suites = [
    {
      title: "Static checks",
      report: report("static"),
      args: [join(root, "scripts", "verify.mjs"), "--static", "--summary", report("static")],
      count: countChecks,
    },
    vitest("unit"),
    vitest("db"),
    vitest("process"),
    {
      title: "End-to-end tests",
      report: report("e2e"),
      args: [
        join(root, "node_modules", "@playwright", "test", "cli.js"),
        ...["test", "--config", join(root, "e2e", "playwright.config.ts"), "--reporter=line,json"],
      ],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report("e2e"), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
      count: countPlaywright,
    },
  ];
  const total = { passed: 0, failed: 0, skipped: 0 };
  const add = (counted) => {
    for (const key of Object.keys(total)) total[key] += counted[key];
  };
  // Linters have one thread and unit tests wait for little: side by side they end a minute sooner.
  const [linters, units, ...rest] = suites;
  const linted = runSuite(root, { ...linters, isHeld: true });
  add(await runSuite(root, units));
  add(await linted);
  for (const suite of rest) add(await runSuite(root, suite));
  rmSync(scratch, { recursive: true, force: true });
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0 ? 0 : 1;
}

/** @param suite `isHeld`: what it prints comes together, at its end */
async function runSuite(root, { title, args, report, env, count, isHeld = false }) {
  const heading = `\n── ${title} ──\n`;
  if (!isHeld) process.stdout.write(heading);
  const pieces = [];
  const code = await new Promise((resolve) => {
    const stdio = isHeld ? ["inherit", "pipe", "pipe"] : "inherit";
    const child = spawn(process.execPath, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => pieces.push(piece));
    child.on("error", () => resolve(1));
    child.on("close", (status) => resolve(status ?? 1));
  });
  if (isHeld) process.stdout.write(`${heading}${Buffer.concat(pieces).toString()}`);
  const counted = readCounts(report, count);
  if (code !== 0 && counted.failed === 0) {
    process.stdout.write(`${title}: ended with code ${code} without naming a failure; counted as one.\n`);
    counted.failed = 1;
  }
  return counted;
}

function readCounts(report, count) {
  try {
    return count(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function countChecks(results) {
  const passed = results.filter(({ ok }) => ok).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countPlaywright({ stats, errors }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}
