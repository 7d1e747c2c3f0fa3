import { join } from "node:path";
import { Client } from "pg";
import { AppError } from "@/lib/core/errors";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres/start-embedded-postgres";
import { migrate } from "@/lib/db/migrate";

export interface RunningDatabase {
  readonly url: string;
  readonly isEmbedded: boolean;
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
}

/** "diffract" in ASCII, cut to what a bigint holds. */
const supervisorLock = "7235419197034033780";

/** A migrated database: the external one, or the embedded one in the data directory. */
export async function startDatabase({ url, dataDirectory, root }: StartDatabaseOptions): Promise<RunningDatabase> {
  const directory = join(root, "prisma", "migrations");
  if (url !== undefined) {
    await migrate({ url, directory });
    return { url, isEmbedded: false, exited: new Promise(() => undefined), stop: () => Promise.resolve() };
  }
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
  return { url: server.url, isEmbedded: true, exited: server.exited, stop };
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
