import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { PrismaClient } from "./generated/client";

export type Db = PrismaClient;

export interface PoolOptions {
  readonly url: string;
  readonly max: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly statementTimeoutMs: number;
  /** Idle connections that break, for example when the server restarts. The pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

const connectTimeoutMs = 5_000;
const idleTimeoutMs = 30_000;
/** A frozen server cannot enforce its own timeout, so the client gives up a little later. */
const clientGraceMs = 2_000;

/** A bounded pool in which nothing waits forever. Opens no connection until the first query. */
export function createPool({ url, max, applicationName, statementTimeoutMs, onError }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + clientGraceMs,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  pool.on("error", (error) => onError?.(error));
  return pool;
}

/** Prisma on a pool that belongs to the caller: closing the pool closes both. */
export function createDb(pool: Pool): Db {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
