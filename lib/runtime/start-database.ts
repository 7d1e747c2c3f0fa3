import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { AppError, isAppError } from "@/lib/core/errors";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres/start-embedded-postgres";
import { migrate } from "@/lib/db/migrate";

export interface RunningDatabase {
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Resolves when it answers and has our schema; rejects when it never can. */
  readonly migrated: Promise<unknown>;
  /** Resolves when an embedded server is gone; never for an external one. */
  readonly exited: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface StartDatabaseOptions {
  /** External Postgres; the embedded one when absent. */
  readonly url: string | undefined;
  readonly dataDirectory: string;
  /** The checkout, for its migrations. */
  readonly root: string;
  /** Told that an external one does not answer, and is waited for. */
  readonly onWaiting?: (message: string) => void;
  /** Whether waiting has become pointless. */
  readonly isStopping?: () => boolean;
}

const retryMs = 500;
const connectTimeoutMs = 3_000;

/** "diffract" in ASCII, cut to what a bigint holds. */
const supervisorLock = "7235419197034033780";

/** Calls can be served, and journalled, before the database is there: whoever is away at the start is waited for. */
async function openExternal(url: string, directory: string, options: StartDatabaseOptions): Promise<RunningDatabase> {
  const { onWaiting, isStopping = () => false } = options;
  const attempt = (): Promise<unknown> => migrate({ url, directory, connectTimeoutMs });
  const isAway = (error: unknown): boolean => isAppError(error) && error.code === "database_unavailable";
  const keepTrying = async (): Promise<void> => {
    for (;;) {
      await delay(retryMs);
      if (isStopping()) throw new AppError("database_unavailable", "Stopped before the database answered.");
      try {
        await attempt();
        return;
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    }
  };
  let migrated: Promise<unknown> = Promise.resolve();
  try {
    await attempt();
  } catch (error) {
    if (!isAway(error)) throw error;
    onWaiting?.(error instanceof Error ? error.message : "");
    migrated = keepTrying();
  }
  return { url, isEmbedded: false, migrated, exited: new Promise(() => undefined), stop: () => Promise.resolve() };
}

/** The database: the external one, or the embedded one in the data directory, which is migrated when this resolves. */
export async function startDatabase(options: StartDatabaseOptions): Promise<RunningDatabase> {
  const { url, dataDirectory, root } = options;
  const directory = join(root, "prisma", "migrations");
  if (url !== undefined) return openExternal(url, directory, options);
  const server = await startEmbeddedPostgres({ directory: dataDirectory });
  const claim = await claimServer(server.url, dataDirectory);
  const stop = async () => {
    await claim.end().catch(() => undefined);
    await server.stop();
  };
  try {
    await migrate({ url: server.url, directory });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, isEmbedded: true, migrated: Promise.resolve(), exited: server.exited, stop };
}

/** One Diffract per data directory. The lock lives as long as our connection, so a killed process leaves none behind. */
async function claimServer(url: string, dataDirectory: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: "diffract-supervisor", keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${supervisorLock}) AS taken`);
    if (rows[0]?.taken) return client;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.end();
  throw new AppError(
    "conflict",
    `Another Diffract is running with the data directory ${dataDirectory}. Stop it, or set DIFFRACT_DATA_DIR to another folder.`,
  );
}
