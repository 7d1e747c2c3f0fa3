import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client, DatabaseError } from "pg";
import { AppError } from "@/lib/core/errors";
import { childEnvironment, chooseIdentity } from "./choose-identity";
import { createCluster, listClusterFiles, type ClusterFiles } from "./create-cluster";
import { locateBinaries } from "./locate-binaries";
import { isPostgres, readPostmaster, stopPostmaster } from "./postmaster";

export interface EmbeddedPostgresOptions {
  /** The data directory; the cluster is its folder `postgres`. */
  readonly directory: string;
  /** Server settings beyond ours, for example `{ fsync: "off" }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The server was still running when we came. */
  readonly wasAdopted: boolean;
  /** Resolves when the server is gone, for whatever reason. */
  readonly exited: Promise<void>;
  readonly stop: () => Promise<void>;
}

const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  // TCP only: socket paths are limited to 107 bytes, and checkouts lie anywhere.
  unix_socket_directories: "",
  max_connections: "80",
  shared_buffers: "128MB",
  max_wal_size: "1GB",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};
const startTimeoutMs = 120_000;
const pollMs = 15;
const logLimitBytes = 5_000_000;

/**
 * Starts the Postgres in the data directory, making it first when there is none, or takes over one that an earlier
 * process left running. The server outlives this process unless it is stopped.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const files = listClusterFiles(options.directory);
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const adopted = await adopt(files);
  if (adopted) return adopted;
  const binaries = await locateBinaries();
  const identity = await chooseIdentity(binaries.postgres, files.cluster);
  const password = await createCluster(files, binaries.initdb, identity);
  const launch: Launch = async (port) => {
    const values = Object.entries({ ...settings, ...options.settings, port: String(port) });
    const flags = values.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const { command, args, ...user } = identity.wrap(binaries.postgres, ["-D", files.cluster, ...flags]);
    const log = await openLog(files.log);
    try {
      // Detached: Ctrl-C in the terminal must reach us first, and the database last.
      const stdio = ["ignore", log.fd, log.fd] as const;
      return spawn(command, args, { ...user, env: childEnvironment, detached: true, stdio: [...stdio] });
    } finally {
      await log.close();
    }
  };
  return startServer(files, password, launch);
}

type Launch = (port: number) => Promise<ChildProcess>;

/** Tries the port of last time first, so that addresses which people kept stay true. */
async function startServer(files: ClusterFiles, password: string, launch: Launch): Promise<EmbeddedPostgres> {
  const previous = Number(new URL((await readFile(files.url, "utf8").catch(() => "")) || "postgresql://none").port);
  const endsAt = Date.now() + startTimeoutMs;
  let port = previous && (await isFree(previous)) ? previous : await findFreePort();
  for (;;) {
    const child = await launch(port);
    const state = { isGone: false };
    const exited = watchChild(child).then(() => {
      state.isGone = true;
    });
    if (await waitUntilReady(files.cluster, child, { state, endsAt })) {
      child.unref();
      const url = formatUrl(password, port);
      await ensureDatabase(url);
      await writeFile(files.url, `${url}\n`, { mode: 0o600 });
      return describeServer({ url, port, pid: child.pid ?? 0, wasAdopted: false }, exited);
    }
    const said = await readLogTail(files.log);
    if (Date.now() > endsAt || !/could not bind|could not create any TCP|shared memory block/.test(said)) {
      throw new AppError(
        "database_unavailable",
        `The embedded Postgres did not start. The end of ${files.log}:\n${said}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (!said.includes("shared memory block")) port = await findFreePort();
  }
}

async function watchChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
}

interface Wait {
  readonly state: { readonly isGone: boolean };
  readonly endsAt: number;
}

async function waitUntilReady(cluster: string, child: ChildProcess, { state, endsAt }: Wait): Promise<boolean> {
  while (!state.isGone && Date.now() < endsAt) {
    const postmaster = await readPostmaster(cluster);
    if (postmaster?.isReady && postmaster.pid === child.pid) return true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  if (!state.isGone && child.pid !== undefined) await stopPostmaster(child.pid);
  return false;
}

/** A server of an earlier process: used when it answers, stopped when it does not, forgotten when it is not one. */
async function adopt(files: ClusterFiles): Promise<EmbeddedPostgres | null> {
  const postmaster = await readPostmaster(files.cluster);
  if (!postmaster) return null;
  const { pid, port } = postmaster;
  if (!(await isPostgres(pid))) {
    await rm(join(files.cluster, "postmaster.pid"), { force: true });
    return null;
  }
  try {
    const url = formatUrl((await readFile(files.password, "utf8")).trim(), port);
    await ensureDatabase(url);
    await writeFile(files.url, `${url}\n`, { mode: 0o600 });
    return describeServer({ url, port, pid, wasAdopted: true }, watchExit(pid));
  } catch {
    await stopPostmaster(pid);
    return null;
  }
}

function describeServer(
  server: Pick<EmbeddedPostgres, "url" | "port" | "pid" | "wasAdopted">,
  exited: Promise<void>,
): EmbeddedPostgres {
  return { ...server, exited, stop: () => stopPostmaster(server.pid) };
}

async function watchExit(pid: number): Promise<void> {
  while (await isPostgres(pid)) {
    await new Promise((resolve) => {
      setTimeout(resolve, 500).unref();
    });
  }
}

/** Proves that the server is ours and answers, and makes the database when this is its first start. */
async function ensureDatabase(url: string): Promise<void> {
  try {
    await runQuery(url, "SELECT 1");
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== "3D000") throw error;
    const maintenance = new URL(url);
    maintenance.pathname = "/postgres";
    await runQuery(maintenance.href, "CREATE DATABASE diffract");
  }
}

async function runQuery(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 15_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function formatUrl(password: string, port: number): string {
  return `postgresql://diffract:${password}@127.0.0.1:${port}/diffract`;
}

async function findFreePort(): Promise<number> {
  return (await listenOnce(0)) ?? 0;
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== null;
}

async function listenOnce(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(null);
    });
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address ? address.port : null);
      });
    });
  });
}

async function openLog(file: string) {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size > logLimitBytes) await rename(file, `${file}.1`);
  return open(file, "a", 0o600);
}

async function readLogTail(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-6).join("\n");
}
