import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { type Product, waitFor } from "../product-process";
import type { TestPostgres } from "../start-test-postgres";
import type { SeededChoices } from "./seeded-choices";

export interface Faults {
  readonly postgres: TestPostgres;
  readonly product: Product;
  /** Resolves when the journals have written everything that they held in memory. */
  readonly waitForDisk: () => Promise<void>;
}

const run = promisify(execFile);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function isGateway(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${String(pid)}/cmdline`, "utf8").catch(() => "");
  return text.includes("gateway.mjs");
}

/** The gateways' processes; waits while none is there. */
async function findGateways(product: Product): Promise<[number, ...number[]]> {
  let found: number[] = [];
  await waitFor(
    async () => {
      found = [];
      for (const pid of await product.listChildren()) if (await isGateway(pid)) found.push(pid);
      return found.length > 0;
    },
    "a gateway process",
    60_000,
  );
  return found as [number, ...number[]];
}

/** A disk that takes nothing: writes fail with EFBIG, since Node ignores the signal. Only the soft limit, which can be lifted. */
async function limitFiles(pid: number, soft: "0" | "unlimited"): Promise<void> {
  // The process may have gone meanwhile, and its limit with it.
  await run("prlimit", ["--pid", String(pid), `--fsize=${soft}:unlimited`]).catch(() => undefined);
}

/** Each batch then takes longer than calls take to come. */
const slowDown = `
  CREATE OR REPLACE FUNCTION oracle_pause() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$;
  CREATE OR REPLACE TRIGGER oracle_slow BEFORE INSERT ON conversation_calls FOR EACH STATEMENT EXECUTE FUNCTION oracle_pause()`;

async function runOn(postgres: TestPostgres, statement: string): Promise<void> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Runs on the server as a whole, for connections to come as well as present ones. */
async function setReadOnly(postgres: TestPostgres, isReadOnly: boolean): Promise<void> {
  const client = new Client({ connectionString: postgres.url, options: "-c default_transaction_read_only=off" });
  await client.connect();
  try {
    await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${isReadOnly ? "on" : "off"}`);
    await client.query("SELECT pg_reload_conf()");
  } finally {
    await client.end();
  }
}

async function cutConnections(postgres: TestPostgres): Promise<void> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
  await client.end();
}

/** Each injects itself and heals itself. */
const faults = {
  "postgres killed": async ({ postgres }: Faults, ms: number) => {
    await postgres.kill();
    await pause(ms);
    await postgres.start();
  },
  "postgres hung": async ({ postgres }: Faults, ms: number) => {
    await postgres.freeze();
    await pause(ms);
    await postgres.thaw();
  },
  "postgres read-only": async ({ postgres }: Faults, ms: number) => {
    await setReadOnly(postgres, true);
    await pause(ms);
    await setReadOnly(postgres, false);
  },
  "postgres connections cut": ({ postgres }: Faults) => cutConnections(postgres),
  "postgres slow": async ({ postgres }: Faults, ms: number) => {
    await runOn(postgres, slowDown);
    await pause(ms);
    await runOn(postgres, "DROP TRIGGER oracle_slow ON conversation_calls");
  },
  "disk full": async ({ product, waitForDisk }: Faults, ms: number) => {
    const pids = await findGateways(product);
    await Promise.all(pids.map((pid) => limitFiles(pid, "0")));
    await pause(ms);
    await Promise.all(pids.map((pid) => limitFiles(pid, "unlimited")));
    // What was let go before it was written is safe again only now; a kill before that may lose it, and is counted.
    await waitForDisk();
  },
  "gateway killed": async ({ product }: Faults, ms: number) => {
    const pids = await findGateways(product);
    process.kill(pids[ms % pids.length] ?? pids[0], "SIGKILL");
  },
} as const satisfies Record<string, (target: Faults, ms: number) => Promise<void>>;

type FaultName = keyof typeof faults;
const names = Object.keys(faults) as [FaultName, ...FaultName[]];

/** Injects one fault of the seed's choice, and heals it. Returns its name. */
export async function injectFault(target: Faults, choices: SeededChoices): Promise<string> {
  const name = choices.pick(names);
  await faults[name](target, 500 + choices.below(2500));
  return name;
}
