import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { syncDirectory } from "../journal/segment-files";
import type { JournalPosition } from "../journal/segment-reader";
import type { SavedLedger } from "./call-ledger";
import type { OpenCall } from "./open-call";

/** How far everything is in the database, and the calls that run for so long that their beginning lies before that. */
export interface Cursor extends JournalPosition {
  readonly open: readonly OpenCall[];
  /** Cursors of earlier versions have none. */
  readonly ledger?: SavedLedger;
}

const start: Cursor = { segment: 1, offset: 0, open: [] };

/** Earlier versions kept a start record as an object. */
function readOpenCall(call: OpenCall): OpenCall {
  const kept: unknown = call.start;
  return typeof kept === "object" && kept !== null ? { ...call, start: JSON.stringify(kept), seenAt: 0 } : call;
}

/** The saved cursor; the beginning when there is none or it cannot be read, for reading twice does no harm. */
export function loadCursor(directory: string): Cursor {
  try {
    const value = JSON.parse(readFileSync(join(directory, "cursor"), "utf8")) as Cursor;
    const isSound =
      Number.isSafeInteger(value.segment) && Number.isSafeInteger(value.offset) && Array.isArray(value.open);
    return isSound ? { ...value, open: value.open.map(readOpenCall) } : start;
  } catch {
    return start;
  }
}

/** Returns when the cursor is durable; only then may segments before it be deleted. */
export function saveCursor(directory: string, cursor: Cursor): void {
  const path = join(directory, "cursor");
  const temporary = `${path}.tmp`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    writeSync(fd, JSON.stringify(cursor));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
  syncDirectory(directory);
}
