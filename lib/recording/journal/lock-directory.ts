import { mkdirSync, openSync, closeSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who owns a journal directory. `started` tells a living owner from another process that got the same number later. */
interface LockOwner {
  readonly pid: number;
  readonly started: string | null;
}

export interface DirectoryLock {
  readonly release: () => void;
}

const takeoverStaleMs = 10_000;

/** Kernel start time of a process, where `/proc` tells. */
function readProcessStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readOwner(path: string): LockOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null || !("pid" in value) || typeof value.pid !== "number") return null;
    const started = "started" in value && typeof value.started === "string" ? value.started : null;
    return { pid: value.pid, started };
  } catch {
    return null;
  }
}

function isOwnerAlive(owner: LockOwner | null): boolean {
  if (owner === null || !isProcessAlive(owner.pid)) return false;
  return owner.started === null || readProcessStart(owner.pid) === owner.started;
}

/** The living owner of a journal directory, or `null`. */
export function findLockOwner(directory: string): number | null {
  const owner = readOwner(join(directory, "lock"));
  return owner !== null && isOwnerAlive(owner) ? owner.pid : null;
}

/** One process at a time may replace a dead owner's lock; `false` when another is at it. */
function enterTakeover(path: string): boolean {
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch {
    try {
      if (Date.now() - statSync(path).mtimeMs > takeoverStaleMs) unlinkSync(path);
    } catch {
      // The other process has finished meanwhile; the caller simply tries again later.
    }
    return false;
  }
}

/**
 * Takes a journal directory for this process, making it when it does not exist.
 * @returns `null` when a living process has it
 */
export function lockDirectory(directory: string): DirectoryLock | null {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "lock");
  const takeover = join(directory, "lock.takeover");
  if (!enterTakeover(takeover)) return null;
  try {
    if (isOwnerAlive(readOwner(path))) return null;
    const temporary = `${path}.${String(process.pid)}.tmp`;
    const owner: LockOwner = { pid: process.pid, started: readProcessStart(process.pid) };
    writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600 });
    renameSync(temporary, path);
  } finally {
    unlinkSync(takeover);
  }
  return {
    release: () => {
      try {
        unlinkSync(path);
      } catch {
        // Already gone with its directory.
      }
    },
  };
}
