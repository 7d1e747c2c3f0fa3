import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { AppError } from "@/lib/core/errors";

export interface WrappedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** As whom Postgres runs. It refuses root, and `initdb` refuses users without an account. */
export interface Identity {
  /** Owner of the files that it makes, seen from here; `null` where owners do not matter. */
  readonly ownerUid: number | null;
  readonly wrap: (command: string, args: readonly string[]) => WrappedCommand;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Every child gets this and nothing else, so no secret of ours is in the environment of a database. */
export const childEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
  ...(process.platform === "win32" ? { SystemRoot: "C:\\Windows" } : {}),
};

/** @param cluster the cluster's folder, which may not exist yet: its owner decides when we are root */
export async function chooseIdentity(postgres: string, cluster: string): Promise<Identity> {
  const uid = process.getuid?.();
  if (uid === undefined) return self(null);
  const accounts = await readAccounts();
  if (uid !== 0 && (accounts.length === 0 || accounts.some((account) => account.uid === uid))) return self(uid);
  const owner = await stat(cluster).catch(() => null);
  for (const candidate of listCandidates(uid, accounts, owner)) {
    if (await canRun(candidate, postgres)) return candidate;
  }
  throw new AppError(
    "database_unavailable",
    uid === 0
      ? "Postgres refuses to run as root, and this system allows neither user namespaces nor changing the user. " +
          "Run Diffract as an ordinary user, or set DATABASE_URL to a Postgres 15 or newer."
      : `User ${uid} has no account on this system, which Postgres insists on. Use an account, or set DATABASE_URL.`,
  );
}

/** In order of preference: a name space keeps the files ours and needs no rights that the folder does not give us. */
export function listCandidates(uid: number, accounts: readonly Account[], owner: Account | null): readonly Identity[] {
  const account = accounts.find((each) => each.uid !== 0 && each.uid !== 65_534) ?? { uid: 65_534, gid: 65_534 };
  const inNamespace: Identity = {
    ownerUid: uid,
    wrap: (command, args) => ({
      command: "unshare",
      args: ["--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`, "--", command, ...args],
    }),
  };
  if (uid !== 0) return [inNamespace];
  if (owner && owner.uid !== 0) return [withCapability(owner), asUser(owner)];
  return [inNamespace, withCapability(account), asUser(account)];
}

function self(ownerUid: number | null): Identity {
  return { ownerUid, wrap: (command, args) => ({ command, args }) };
}

/** The account's user, who may still pass folders of ours that are closed to others (CAP_DAC_OVERRIDE). */
function withCapability({ uid, gid }: Account): Identity {
  const options = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const capabilities = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
  return {
    ownerUid: uid,
    wrap: (command, args) => ({ command: "setpriv", args: [...options, ...capabilities, "--", command, ...args] }),
  };
}

function asUser({ uid, gid }: Account): Identity {
  return { ownerUid: uid, wrap: (command, args) => ({ command, args, uid, gid }) };
}

async function canRun(identity: Identity, postgres: string): Promise<boolean> {
  const { command, args, ...user } = identity.wrap(postgres, ["-V"]);
  return new Promise((resolve) => {
    execFile(command, args, { ...user, env: childEnvironment, timeout: 10_000 }, (error) => {
      resolve(error === null);
    });
  });
}

async function readAccounts(): Promise<readonly Account[]> {
  const text = process.platform === "linux" ? await readFile("/etc/passwd", "utf8").catch(() => "") : "";
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map((fields) => ({ uid: Number(fields[2]), gid: Number(fields[3]) }))
    .filter((account) => Number.isInteger(account.uid) && Number.isInteger(account.gid));
}
