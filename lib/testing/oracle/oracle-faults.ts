import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { type Product, waitFor } from "../product-process";
import type { TestPostgres } from "../start-test-postgres";
import type { SeededChoices } from "./seeded-choices";

export interface Faults {
  readonly postgres: TestPostgres;
  readonly product: Product;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function isGateway(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${String(pid)}/cmdline`, "utf8").catch(() => "");
  return text.includes("gateway.mjs");
}

/** The gateway's process; waits while it is being started again. */
async function findGateway(product: Product): Promise<number> {
  let found = 0;
  await waitFor(
    async () => {
      for (const pid of await product.listChildren()) if (await isGateway(pid)) found = pid;
      return found > 0;
    },
    "a gateway process",
    60_000,
  );
  return found;
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
  "gateway killed": async ({ product }: Faults) => {
    process.kill(await findGateway(product), "SIGKILL");
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
