import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
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
  const env = { DATABASE_URL: postgres.url, DIFFRACT_ADMIN_TOKEN: adminToken };
  const product = new Product(join(directory, "data"), port, "start", env);
  await product.waitUntilReady();
  const url = `http://127.0.0.1:${String(port)}`;
  const token = await new ManagementClient(url, adminToken).createTenant("oracle", upstream.url);
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
  return { postgres, product, pool, gateway: { url, token }, close };
}

/**
 * Random traffic and random faults against the real product, then a judge: what finished is stored once and unchanged, what is
 * stored was issued, and a fresh call passes.
 */
export async function runOracle(run: OracleRun): Promise<OracleReport> {
  const { postgres, product, pool, gateway, close } = await prepare(run);
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
      const name = await injectFault({ postgres, product }, choices);
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
    const freshProblem = fresh.status === null ? ["a fresh call did not pass"] : [];
    const finished = calls.filter(({ isFinished }) => isFinished).length;
    return {
      issued: calls.length,
      finished,
      stored,
      unrecordedRefusals,
      faults,
      problems: [...problems, ...freshProblem],
    };
  } finally {
    await close();
  }
}
