import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@/lib/db/embedded-postgres/start-embedded-postgres";
import { migrate } from "@/lib/db/migrate";

const migrations = join(import.meta.dirname, "..", "..", "prisma", "migrations");
/** Throwaway data needs no durability: `kill -9` of the server keeps what it wrote, only a power failure would not. */
const fastSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

export interface TestPostgres {
  /** Keeps its value over `start`, `stop` and `kill`. */
  readonly url: string;
  readonly pid: () => number;
  /** Starts the server again after `stop` or `kill`, on the same port with the same data. */
  readonly start: () => Promise<void>;
  /** A fast, orderly shutdown. */
  readonly stop: () => Promise<void>;
  /** `kill -9` of every process of the server. */
  readonly kill: () => Promise<void>;
  /** `SIGSTOP`: connections stay open and nobody answers. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
  /** Stops the server and removes its data. */
  readonly drop: () => Promise<void>;
}

/** A private, migrated Postgres that a test may kill, freeze and start again. */
export async function startTestPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "diffract-postgres-"));
  const launch = () => startEmbeddedPostgres({ directory, settings: { ...fastSettings, ...settings } });
  let server: EmbeddedPostgres = await launch();
  const { url } = server;
  await migrate({ url, directory: migrations });
  const signal = async (name: NodeJS.Signals) => {
    for (const pid of [server.pid, ...(await listChildren(server.pid))]) {
      try {
        process.kill(pid, name);
      } catch {
        // It went by itself.
      }
    }
  };
  return {
    url,
    pid: () => server.pid,
    start: async () => {
      server = await launch();
      if (server.url !== url) throw new Error("The test Postgres lost its port.");
    },
    stop: () => server.stop(),
    kill: async () => {
      await signal("SIGKILL");
      await server.exited;
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    drop: async () => {
      await signal("SIGCONT");
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function listChildren(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}
