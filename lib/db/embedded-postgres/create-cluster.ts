import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { childEnvironment, type Identity } from "./choose-identity";

export interface ClusterFiles {
  readonly cluster: string;
  readonly password: string;
  readonly url: string;
  readonly log: string;
}

/** Where things lie in the data directory. */
export function listClusterFiles(directory: string): ClusterFiles {
  return {
    cluster: join(directory, "postgres"),
    password: join(directory, "postgres-password"),
    url: join(directory, "database-url"),
    log: join(directory, "postgres.log"),
  };
}

/**
 * Makes the cluster unless it is there, and returns the password of its only user. `initdb` works aside and the result is
 * renamed, so an interrupted first start leaves nothing half-made.
 */
export async function createCluster(files: ClusterFiles, initdb: string, identity: Identity): Promise<string> {
  const existing = await readFile(files.password, "utf8").catch(() => null);
  if (await lstat(join(files.cluster, "PG_VERSION")).catch(() => null)) {
    if (existing === null) {
      throw new AppError(
        "database_unavailable",
        `The file ${files.password} is missing; the database cannot be opened.`,
      );
    }
    await takeOwnership(files.cluster, identity);
    return existing.trim();
  }
  const password = existing?.trim() ?? randomBytes(24).toString("base64url");
  await writeFile(files.password, `${password}\n`, { mode: 0o600 });
  await giveTo(files.password, identity);
  const draft = `${files.cluster}.creating`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await giveTo(draft, identity);
  await runInitdb(initdb, draft, files.password, identity);
  await rename(draft, files.cluster);
  return password;
}

async function runInitdb(initdb: string, cluster: string, passwordFile: string, identity: Identity): Promise<void> {
  const { command, args, ...user } = identity.wrap(initdb, [
    ...[`--pgdata=${cluster}`, "--username=diffract", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"],
  ]);
  await new Promise<void>((resolve, reject) => {
    execFile(command, args, { ...user, env: childEnvironment }, (error, stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const said = (stderr || stdout).trim().split("\n").slice(-4).join("\n");
      reject(new AppError("database_unavailable", `The embedded Postgres could not make its files:\n${said}`));
    });
  });
}

async function giveTo(path: string, { ownerUid }: Identity): Promise<void> {
  if (ownerUid !== null && process.getuid?.() === 0) await chown(path, ownerUid, -1);
}

/** A cluster that was made under another identity is handed over; only root can do that, and only root needs it. */
async function takeOwnership(cluster: string, identity: Identity): Promise<void> {
  const { ownerUid } = identity;
  if (ownerUid === null || process.getuid?.() !== 0) return;
  if ((await lstat(cluster)).uid === ownerUid) return;
  await chmod(cluster, 0o700);
  await giveTo(cluster, identity);
  const entries = await readdir(cluster, { recursive: true });
  for (const entry of entries) await giveTo(join(cluster, entry), identity);
}
