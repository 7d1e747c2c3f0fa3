import { randomUUID } from "node:crypto";
import { Client, DatabaseError } from "pg";
import { AppError } from "@/lib/core/errors";
import { readMigrations, type Migration } from "./read-migrations";

const createHistorySql = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;
const readHistorySql = `
  SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS is_finished
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`;
const recordSql = `
  INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`;
const undefinedTable = "42P01";
/** The number that Prisma's own tools lock, so that both never work at the same time. */
const lockSql = "SELECT pg_advisory_xact_lock(72707369)";
const oldestServer = 15;

export interface MigrateOptions {
  readonly url: string;
  /** The folder `prisma/migrations`. */
  readonly directory: string;
  readonly connectTimeoutMs?: number;
  /** How long to wait for another process that is migrating. */
  readonly lockTimeoutMs?: number;
}

interface HistoryRow {
  readonly name: string;
  readonly checksum: string;
  readonly is_finished: boolean;
}

/**
 * Brings the database to this build's schema and returns the names of what it applied. Each migration is one transaction
 * under one advisory lock. When nothing is pending this is a single query.
 * @throws AppError `conflict` when the database's history is not a beginning of ours, `database_unavailable` without a connection
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const migrations = await readMigrations(options.directory);
  const client = await connect(options);
  const applied: string[] = [];
  try {
    if (findPending(migrations, await readHistory(client)).length === 0) return applied;
    for (;;) {
      const name = await applyNext(client, migrations, options.lockTimeoutMs ?? 60_000);
      if (name === null) return applied;
      applied.push(name);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Connects, and checks the server's age while at it: both need no query. */
async function connect({ url, connectTimeoutMs = 5_000 }: MigrateOptions): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: "diffract-migrate",
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on("error", () => undefined);
  let serverVersion = "";
  client.connection.on("parameterStatus", (message: { parameterName: string; parameterValue: string }) => {
    if (message.parameterName === "server_version") serverVersion = message.parameterValue;
  });
  try {
    await client.connect();
  } catch (error) {
    throw new AppError("database_unavailable", `Cannot connect to the database: ${describe(error)}.`, undefined, {
      cause: error,
    });
  }
  if (Number.parseInt(serverVersion, 10) < oldestServer) {
    await client.end();
    throw new AppError(
      "conflict",
      `The database server is Postgres ${serverVersion}; ${oldestServer} or newer is needed.`,
    );
  }
  return client;
}

async function readHistory(client: Client): Promise<readonly HistoryRow[]> {
  try {
    return (await client.query<HistoryRow>(readHistorySql)).rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedTable) return [];
    throw error;
  }
}

/** What is in the files and not yet in the database. Refuses histories that cannot have grown out of these files. */
function findPending(migrations: readonly Migration[], history: readonly HistoryRow[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of history) {
    const migration = known.get(row.name);
    if (!migration) {
      throw new AppError(
        "conflict",
        `The database has migration ${row.name}, which this version of Diffract does not know: a newer version has used it. ` +
          "Start that version, or use another database.",
      );
    }
    if (!row.is_finished) {
      throw new AppError(
        "conflict",
        `Migration ${row.name} was begun by another tool and not finished. Repair it first.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new AppError(
        "conflict",
        `Migration ${row.name} was changed after it had been applied to this database. Restore the file ` +
          `prisma/migrations/${row.name}/migration.sql, and put the change into a new migration.`,
      );
    }
    known.delete(row.name);
  }
  return [...known.values()];
}

async function applyNext(
  client: Client,
  migrations: readonly Migration[],
  lockTimeoutMs: number,
): Promise<string | null> {
  const startedAt = new Date();
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await client.query(lockSql);
    await client.query(createHistorySql);
    const next = findPending(migrations, await readHistory(client))[0];
    if (next) await applyOne(client, next, startedAt);
    await client.query("COMMIT");
    return next?.name ?? null;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    if (error instanceof DatabaseError && error.code === "55P03") {
      throw new AppError("conflict", "Another process has been migrating this database for too long. Try again later.");
    }
    throw error;
  }
}

async function applyOne(client: Client, migration: Migration, startedAt: Date): Promise<void> {
  try {
    await client.query(migration.sql);
  } catch (error) {
    throw new AppError(
      "conflict",
      `Migration ${migration.name} failed and was undone: ${describe(error)}. Use an empty database, or repair this one.`,
      undefined,
      { cause: error },
    );
  }
  await client.query(recordSql, [randomUUID(), migration.checksum, migration.name, startedAt]);
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(", ");
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
