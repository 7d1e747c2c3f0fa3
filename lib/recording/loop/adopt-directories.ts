import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findLockOwner, lockDirectory, type DirectoryLock } from "../journal/lock-directory";
import { DirectoryTail, type TailOptions } from "./tail-directory";

type AdoptOptions = Pick<TailOptions, "priceCall" | "counter" | "meter">;

/** The journal of a gateway that is gone, being read to its end. */
export interface AdoptedDirectory {
  readonly path: string;
  readonly tail: DirectoryTail;
  readonly lock: DirectoryLock;
}

const journalFile = /^(?:\d{10}\.seg|cursor|lock)(?:\.\w+)?$/;

/** What is adopted is removed in the end, so nothing that holds files of others may be. */
function holdsOnlyJournal(path: string): boolean {
  const names = readdirSync(path);
  return names.length > 0 && names.every((name) => journalFile.test(name));
}

/**
 * Takes over the directories of dead processes next to our own.
 * @param root where all instances keep their journals
 * @param own our own directory, and those that we have already
 */
export function adoptDirectories(
  root: string,
  own: ReadonlySet<string>,
  { priceCall, counter, meter }: AdoptOptions = {},
): AdoptedDirectory[] {
  const adopted: AdoptedDirectory[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (!entry.isDirectory() || own.has(path) || findLockOwner(path) !== null) continue;
    if (!holdsOnlyJournal(path)) continue;
    const lock = lockDirectory(path);
    if (lock === null) continue;
    adopted.push({
      path,
      lock,
      tail: new DirectoryTail({ directory: path, liveFromSegment: null, priceCall, counter, meter }),
    });
  }
  return adopted;
}

/** Called when everything in an adopted directory is in the database. */
export function removeAdopted({ path, tail }: AdoptedDirectory): void {
  tail.close();
  // Its lock goes with it, so the name must be free at once: a new process may want it while we delete.
  const stored = `${path}.stored-${String(process.pid)}`;
  renameSync(path, stored);
  rmSync(stored, { recursive: true, force: true });
}

/** Called when we stop before that: somebody else goes on. */
export function releaseAdopted({ tail, lock }: AdoptedDirectory): void {
  tail.close();
  lock.release();
}
