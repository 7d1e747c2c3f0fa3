import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import type { SystemReport } from "@/lib/core/contracts/system";
import { isSettled } from "../load-product";
import { findFreePort, Product, waitFor } from "../product-process";
import { ManagementClient } from "../shared-product";
import { startTestPostgres } from "../start-test-postgres";
import { judgeRun } from "./judge-run";
import { injectFault } from "./oracle-faults";
import { issueCall, startOracleUpstream, type IssuedCall } from "./oracle-traffic";
import { SeededChoices } from "./seeded-choices";

export interface OracleRun {
  readonly seed: number;
  readonly seconds: number;
  /** Told what happens, for people. */
  readonly say: (line: string) => void;
}

export interface OracleReport {
  readonly issued: number;
  readonly finished: number;
  readonly stored: number;
  readonly unrecordedRefusals: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Empty when nothing was lost, doubled, changed or made up. */
  readonly problems: readonly string[];
}

const adminToken = "admin-token-of-the-oracle-runs";
const kinds = { email: "block" };
const blocking = { policy: "redact-personal-data", name: "oracle", config: { kinds, where: "requests" } };
const lanes = 6;
const stallMs = 60_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until nothing contradicts, or until nothing more is stored: how fast that goes is the machine's affair. */
async function waitForDrain(pool: Pool, calls: readonly IssuedCall[]): Promise<void> {
  let known = -1;
  let grewAt = Date.now();
  while (Date.now() - grewAt < stallMs) {
    const { stored, problems } = await judgeRun(pool, calls).catch(() => ({ stored: known, problems: ["no answer"] }));
    if (problems.length === 0) return;
    if (stored !== known) grewAt = Date.now();
    known = stored;
    await pause(500);
  }
}

async function prepare({ seed }: OracleRun) {
  const directory = await mkdtemp(join(tmpdir(), `diffract-oracle-${String(seed)}-`));
  const [postgres, upstream, port] = await Promise.all([startTestPostgres(), startOracleUpstream(), findFreePort()]);
  const env = { DATABASE_URL: postgres.url, DIFFRACT_ADMIN_TOKEN: adminToken, DIFFRACT_PROCESSES: "2" };
  const product = new Product(join(directory, "data"), port, "start", env);
  await product.waitUntilReady();
  const url = `http://127.0.0.1:${String(port)}`;
  const api = new ManagementClient(url, adminToken);
  const policies = [(await api.send<{ id: string }>("/policies", blocking)).id];
  const token = await api.createTenant("oracle", upstream.url, { policies });
  const pool = new Pool({ connectionString: postgres.url, max: 2 });
  // Connections of the pool die with the server, which is part of the run.
  pool.on("error", () => undefined);
  const close = async (): Promise<void> => {
    await product.stop();
    await pool.end();
    await postgres.drop();
    await upstream.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { postgres, product, pool, api, gateway: { url, token }, close };
}

const readSystem = (api: ManagementClient): Promise<SystemReport | null> =>
  api.send<SystemReport>("/system").catch(() => null);

/** Waits until no journal holds anything in memory. */
function waitForDisk(api: ManagementClient): Promise<void> {
  const isWritten = async (): Promise<boolean> => {
    const report = await readSystem(api);
    const journals = report?.processes.flatMap(({ vitals }) => vitals?.journal ?? []) ?? [];
    return journals.length > 0 && journals.every(({ queued_bytes }) => queued_bytes === 0);
  };
  return waitFor(isWritten, "the journals to be written", 60_000);
}

/** What the product's own counts do not explain, once nothing runs and nothing waits any more. */
async function judgeCounts(api: ManagementClient, stored: number, hadKills: boolean): Promise<string[]> {
  let report: SystemReport | null = null;
  const isCalm = async (): Promise<boolean> => {
    report = await readSystem(api);
    return report !== null && isSettled(report);
  };
  const isExplained = await waitFor(isCalm, "the counts", 60_000).then(
    () => true,
    () => false,
  );
  const last = report as SystemReport | null;
  if (!isExplained || last === null) return [`the counts do not explain every call: ${JSON.stringify(last)}`];
  // What a killed process had counted went with it; what is stored of its calls is judged by the rows.
  const counted = last.totals.calls?.stored ?? 0;
  const isRight = hadKills ? counted <= stored : counted === stored;
  return isRight ? [] : [`${String(counted)} calls are counted as stored, and ${String(stored)} are`];
}

/**
 * Random traffic and random faults against the real product, then a judge: what finished is stored once and unchanged, what is
 * stored was issued, and a fresh call passes.
 */
export async function runOracle(run: OracleRun): Promise<OracleReport> {
  const { postgres, product, pool, api, gateway, close } = await prepare(run);
  const choices = new SeededChoices(run.seed);
  const endsAt = Date.now() + run.seconds * 1000;
  const calls: IssuedCall[] = [];
  const faults: Record<string, number> = {};
  let number = 0;
  const lane = async (): Promise<void> => {
    // Each lane decides for itself, so that how fast others are changes nothing of what it does.
    const own = new SeededChoices(choices.below(2 ** 31));
    while (Date.now() < endsAt) {
      calls.push(await issueCall(gateway, ++number, own));
      await pause(own.below(60));
    }
  };
  const trouble = async (): Promise<void> => {
    while (Date.now() < endsAt) {
      await pause(500 + choices.below(2000));
      const name = await injectFault({ postgres, product, waitForDisk: () => waitForDisk(api) }, choices);
      faults[name] = (faults[name] ?? 0) + 1;
      run.say(`${name}; ${String(calls.length)} calls so far`);
    }
  };
  try {
    await Promise.all([...Array.from({ length: lanes }, lane), trouble()]);
    await waitFor(
      () =>
        fetch(`${gateway.url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      "the product to heal",
      60_000,
    );
    const fresh = await issueCall(gateway, ++number, new SeededChoices(0));
    calls.push(fresh);
    await waitForDrain(pool, calls);
    const { stored, unrecordedRefusals, problems } = await judgeRun(pool, calls);
    const countProblems = await judgeCounts(api, stored, faults["gateway killed"] !== undefined);
    const freshProblem = fresh.status === null ? ["a fresh call did not pass"] : [];
    const finished = calls.filter(({ isFinished }) => isFinished).length;
    return {
      issued: calls.length,
      finished,
      stored,
      unrecordedRefusals,
      faults,
      problems: [...problems, ...countProblems, ...freshProblem],
    };
  } finally {
    await close();
  }
}
