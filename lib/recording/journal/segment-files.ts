import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";

const segmentPattern = /^(\d{10})\.seg$/;

export function segmentPath(directory: string, index: number): string {
  return join(directory, `${String(index).padStart(10, "0")}.seg`);
}

/** Segment numbers among file names, ascending. */
export function parseSegmentNames(names: readonly string[]): number[] {
  const found: number[] = [];
  for (const name of names) {
    const digits = segmentPattern.exec(name)?.[1];
    if (digits !== undefined) found.push(Number(digits));
  }
  return found.sort((left, right) => left - right);
}

/** Segment numbers in a directory, ascending; empty when there is no such directory. */
export function listSegments(directory: string): number[] {
  try {
    return parseSegmentNames(readdirSync(directory));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Makes renames and deletions in a directory durable, where the platform can. */
export function syncDirectory(directory: string): void {
  try {
    const fd = openSync(directory, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows cannot open directories; a lost rename there only means that records are read twice.
  }
}
