import type { JournalPosition } from "../journal/segment-reader";
import type { CallTables } from "../store/call-tables";
import type { PreparedCall } from "../store/create-call-writer";
import type { EndedCall } from "./call-ledger";

/** A call whose provider did not say what it used. */
export interface UncountedCall {
  /** Counts, and makes the call ready to be stored; never rejects. */
  readonly count: () => Promise<PreparedCall>;
}

/** Calls that go to the database together, and how far the journal has been read with them. */
export interface CallBatch {
  readonly calls: PreparedCall[];
  /** Calls that are stored after the others, when their tokens have been counted. */
  readonly uncounted: UncountedCall[];
  /** Where the rows of its calls lie. */
  readonly tables: CallTables;
  bytes: number;
  /** Calls that are over with this batch. */
  readonly ended: EndedCall[];
  position: JournalPosition;
  /** There was more to read, and room for it. */
  isPaused: boolean;
}

const maxCalls = 200;
const maxBytes = 4 * 1024 * 1024;

export function isFullBatch(batch: CallBatch): boolean {
  return batch.calls.length + batch.uncounted.length >= maxCalls || batch.bytes >= maxBytes;
}

export function isEmptyBatch(batch: CallBatch): boolean {
  return batch.calls.length + batch.uncounted.length === 0 && batch.ended.length === 0;
}
