import type { Pool } from "pg";
import type { PoolVitals } from "@/lib/core/contracts/system";
import { AppError } from "@/lib/core/errors";
import { createDb, createPool, type Db, type PoolOptions } from "@/lib/db/create-db";
import { getEnv } from "./env";
import { remember } from "./remember";

/** Each kind of work has its own pool, so that none can starve another. */
const poolLimits = {
  /** Tokens and configuration: small and quick. */
  auth: { max: 3, statementTimeoutMs: 5_000 },
  /** The recorder's batches. */
  ingest: { max: 3, statementTimeoutMs: 30_000 },
  /** Spans on their way to a collector; one connection is held while they are. */
  export: { max: 1, statementTimeoutMs: 15_000 },
  /** Removing what is old, which may take its time. */
  retention: { max: 1, statementTimeoutMs: 30_000 },
  /** Pages and the management API. */
  console: { max: 10, statementTimeoutMs: 15_000 },
} as const satisfies Record<string, Pick<PoolOptions, "max" | "statementTimeoutMs">>;

export type PoolKind = keyof typeof poolLimits;

/** @throws AppError when there is no DATABASE_URL: the supervisor sets it, also for the embedded Postgres */
export function getDatabaseUrl(): string {
  const url = getEnv().DATABASE_URL;
  if (url === undefined) {
    throw new AppError(
      "database_unavailable",
      "DATABASE_URL is not set. Start with `npm start`, which brings a database.",
    );
  }
  return url;
}

function getOpenPools(): Map<PoolKind, Pool> {
  return remember("pools", () => new Map<PoolKind, Pool>());
}

export function getPool(kind: PoolKind): Pool {
  return remember(`pool.${kind}`, () => {
    const pool = createPool({ url: getDatabaseUrl(), applicationName: `diffract-${kind}`, ...poolLimits[kind] });
    getOpenPools().set(kind, pool);
    return pool;
  });
}

/** The pools that this thread has used. */
export function listPools(): ReadonlyMap<PoolKind, Pool> {
  return getOpenPools();
}

/** How busy a pool is. */
export function describePool(pool: Pool): PoolVitals {
  const { totalCount, idleCount, waitingCount, options } = pool;
  return { open: totalCount, idle: idleCount, waiting: waitingCount, max: options.max };
}

/** Prisma on one of the pools. */
export function getDb(kind: PoolKind = "console"): Db {
  return remember(`db.${kind}`, () => createDb(getPool(kind)));
}
