import { unlinkSync } from "node:fs";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import type { TokenCounter } from "@/lib/core/contracts/token-counter";
import { assembleCall } from "../assemble/assemble-call";
import type { AssembledCall, CallFacts, CapturedBytes } from "../assemble/call-rows";
import { decodeCallId, decodeEnd, decodeStart } from "../journal/compact-record";
import type { EndMeta, PartMeta } from "../journal/record-meta";
import { listSegments, segmentPath } from "../journal/segment-files";
import { encodeDeadLetter } from "../store/dead-letter-record";
import { SegmentReader, type JournalEntry, type JournalPosition, type ReaderStats } from "../journal/segment-reader";
import { CallTables } from "../store/call-tables";
import type { PreparedCall } from "../store/create-call-writer";
import { isEmptyBatch, isFullBatch, type CallBatch } from "./call-batch";
import type { CallMeter } from "./call-meter";
import { CallLedger, comparePositions, type LedgerCounts } from "./call-ledger";
import { loadCursor, saveCursor, type Cursor } from "./cursor-file";
import { findOldestRecord, measureBehind } from "./measure-behind";
import {
  collectBytes,
  describeInterrupted,
  describeRunning,
  describeSoFar,
  type DescribedCall,
  type OpenCall,
} from "./open-call";
import { RunningSnapshots } from "./running-snapshots";
import type { WatchedCalls } from "./watched-calls";

export interface TailOptions {
  readonly directory: string;
  /** The first segment of the process that writes now; `null` when nobody does any more. */
  readonly liveFromSegment: number | null;
  readonly priceCall?: PriceCall | undefined;
  /** Without it nothing is counted. */
  readonly counter?: TokenCounter | undefined;
  /** Counts what is over; without it nobody does. */
  readonly meter?: CallMeter | undefined;
  /** Calls that somebody looks at while they run; without it nobody does. */
  readonly watched?: Pick<WatchedCalls, "has"> | undefined;
}

/** Read at once: answers of the database must not wait longer for this thread. */
const entriesAtOnce = 8;
/** Calls shorter than this appear when they have ended. */
const shownAfterMs = 100;
/** A call older than this many segments no longer holds the cursor back: what is known of it moves into the cursor file. */
const heldSegments = 2;
const saveEveryMs = 500;

/** Follows one journal directory: turns records into calls to store, remembers what is open, keeps the cursor. */
export class DirectoryTail {
  private readonly reader: SegmentReader;
  private readonly open = new Map<string, OpenCall>();
  private stored: JournalPosition;
  private saved: string;
  private savedAt = 0;
  /** Of batches that are stored, to be used again. */
  private readonly freeTables: CallTables[] = [];
  private readonly ledger: CallLedger;
  private readonly snapshots: RunningSnapshots | null;

  constructor(private readonly options: TailOptions) {
    const { watched, liveFromSegment } = options;
    const isLive = watched !== undefined && liveFromSegment !== null;
    this.snapshots = isLive ? new RunningSnapshots(watched, () => performance.now()) : null;
    const cursor = loadCursor(options.directory);
    this.reader = new SegmentReader(options.directory, cursor.segment, cursor.offset);
    this.stored = { segment: cursor.segment, offset: cursor.offset };
    this.saved = JSON.stringify(cursor);
    for (const call of cursor.open) this.open.set(call.callId, { ...call, isEnded: false });
    this.ledger = new CallLedger(cursor.ledger, options.liveFromSegment ?? 0);
  }

  /** What became of the calls that it has read. */
  get counts(): LedgerCounts {
    return this.ledger.saved;
  }

  /** When the first of what is not in the database was written, in epoch milliseconds; `null` when all is, or none can be read. */
  findOldestWaiting(): number | null {
    return findOldestRecord(this.options.directory, this.stored);
  }

  /** Journal bytes that are not in the database yet. */
  measureBehind(): number {
    return measureBehind(this.options.directory, this.stored);
  }

  get openCalls(): number {
    return this.open.size;
  }

  get position(): JournalPosition {
    return this.reader.position;
  }

  stats(): ReaderStats {
    return this.reader.stats();
  }

  /**
   * Reads on for a moment, into an existing batch when there is room in it.
   * @throws when the disk cannot be read and there is nothing to store; the position stays
   */
  collect(batch: CallBatch = this.beginBatch()): CallBatch {
    const isSealed = this.options.liveFromSegment === null;
    batch.isPaused = false;
    try {
      for (let read = 0; !isFullBatch(batch); read++) {
        batch.isPaused = read === entriesAtOnce;
        if (batch.isPaused) break;
        const entry = this.reader.next(isSealed);
        if (entry === null) {
          this.addInterrupted(batch);
          this.addRunning(batch);
          this.addWatched(batch);
          break;
        }
        this.take(entry, batch);
      }
    } catch (error) {
      if (isEmptyBatch(batch)) throw error;
      // What was read is stored first; the next attempt meets the same error and reports it.
    }
    batch.position = this.reader.position;
    return batch;
  }

  /** Called when a batch is in the database. */
  commit(batch: CallBatch, setAside: ReadonlySet<string>): void {
    for (const { callId } of batch.ended) {
      this.open.delete(callId);
      this.snapshots?.forget(callId);
    }
    this.stored = batch.position;
    this.ledger.commit(batch.ended, setAside, batch.position);
    batch.tables.clear();
    this.freeTables.push(batch.tables);
  }

  /** Makes the cursor durable, now and then or at once, and deletes the segments that nothing needs any more. */
  save(isUrgent: boolean): void {
    const now = performance.now();
    if (!isUrgent && now - this.savedAt < saveEveryMs) return;
    this.savedAt = now;
    const cursor = this.findCursor();
    const text = JSON.stringify(cursor);
    if (text === this.saved) return;
    saveCursor(this.options.directory, cursor);
    this.saved = text;
    this.deleteBefore(cursor);
  }

  close(): void {
    this.reader.close();
  }

  private beginBatch(): CallBatch {
    const tables = this.freeTables.pop() ?? new CallTables();
    return { calls: [], uncounted: [], tables, bytes: 0, ended: [], position: this.stored, isPaused: false };
  }

  private take(entry: JournalEntry, batch: CallBatch): void {
    if (entry.kind === "end") {
      this.takeEnd(entry, decodeEndOf(entry, this.ledger), batch);
      return;
    }
    if (entry.kind === "start") {
      // A long call says a second time how it began, when it knows more.
      this.findOpen(decodeCallId(entry.text), entry).start = entry.text;
      return;
    }
    const { call_id, side, offset } = JSON.parse(entry.text) as PartMeta;
    const { segment } = entry.start;
    const part = { side, offset, length: entry.body.length, segment, at: entry.bodyOffset };
    this.findOpen(call_id, entry).parts.push(part);
  }

  private findOpen(callId: string, { start: position }: JournalEntry): OpenCall {
    const known = this.open.get(callId);
    if (known !== undefined) return known;
    const seenAt = Date.now();
    const call: OpenCall = { callId, start: null, seenAt, position, parts: [], isShown: false, isEnded: false };
    this.open.set(callId, call);
    return call;
  }

  private takeEnd(entry: JournalEntry, { record, pieces }: EndMeta, batch: CallBatch): void {
    const callId = record.call_id;
    const open = this.open.get(callId);
    // Until its batch is stored the call still holds the cursor, for its parts would be needed again.
    if (open !== undefined) open.isEnded = true;
    const bytes = collectBytes(this.options.directory, open, { pieces, body: entry.body });
    const { start } = entry;
    const readRecord = (): Buffer => readRecordAgain(this.options.directory, start, open);
    this.add(batch, { facts: record, bytes, readRecord });
    const { segment } = (open ?? { position: start }).position;
    batch.ended.push({ callId, at: start, isInherited: segment < (this.options.liveFromSegment ?? Infinity) });
  }

  private add(batch: CallBatch, call: CollectedCall): void {
    const { counter, priceCall } = this.options;
    const assembled = assemble(call, priceCall);
    if (typeof assembled !== "string") batch.bytes += assembled.bytes;
    if (counter === undefined || typeof assembled === "string" || assembled.uncounted === undefined) {
      batch.calls.push(this.encode(call, assembled, batch.tables));
      return;
    }
    const { request, finish } = assembled.uncounted;
    const count = async (): Promise<PreparedCall> =>
      this.encode(call, finish(await counter.count(request)), batch.tables);
    batch.uncounted.push({ count });
  }

  private encode(call: CollectedCall, assembled: AssembledCall | string, tables: CallTables): PreparedCall {
    if (typeof assembled !== "string") this.options.meter?.count(assembled);
    return encode(call, assembled, tables);
  }

  /** Calls that have been running for a while are shown as such. */
  private addRunning(batch: CallBatch): void {
    if (this.options.liveFromSegment === null) return;
    const before = Date.now() - shownAfterMs;
    for (const call of this.open.values()) {
      if (call.isShown || call.isEnded || call.start === null || call.seenAt > before) continue;
      call.isShown = true;
      const { start } = call;
      this.add(batch, {
        facts: describeRunning(decodeStart(start)),
        bytes: {},
        readRecord: () => Buffer.from(start),
      });
    }
  }

  /** What is known by now of calls that somebody looks at. */
  private addWatched(batch: CallBatch): void {
    if (this.snapshots === null) return;
    for (const call of this.open.values()) {
      if (!call.isShown || call.isEnded || call.start === null || !this.snapshots.take(call)) continue;
      const described = describeSoFar(this.options.directory, decodeStart(call.start), call);
      this.addInterim(batch, described);
    }
  }

  /** The call comes again with its end: what cannot be stored of it now is left for then. */
  private addInterim(batch: CallBatch, described: DescribedCall): void {
    const call = { ...described, readRecord: () => Buffer.alloc(0) };
    const assembled = assemble(call);
    if (typeof assembled === "string") return;
    batch.bytes += assembled.bytes;
    batch.calls.push({ ...encode(call, assembled, batch.tables), isInterim: true });
  }

  /** Calls of a process that has gone, once everything that it wrote has been read. */
  private addInterrupted(batch: CallBatch): void {
    const liveFrom = this.options.liveFromSegment ?? Infinity;
    const hasReadAll = liveFrom === Infinity || this.reader.position.segment >= liveFrom;
    if (!hasReadAll) return;
    for (const call of this.open.values()) {
      if (call.isEnded || call.position.segment >= liveFrom) continue;
      call.isEnded = true;
      batch.ended.push({ callId: call.callId, at: null, isInherited: true });
      const { start } = call;
      if (start === null) continue;
      const described = describeInterrupted(this.options.directory, decodeStart(start), call);
      this.add(batch, { ...described, readRecord: () => Buffer.from(start) });
    }
  }

  private findCursor(): Cursor {
    const carried: OpenCall[] = [];
    for (const call of this.open.values()) {
      if (call.position.segment >= this.stored.segment - heldSegments) {
        const isBefore = comparePositions(call.position, this.stored) < 0;
        return { ...(isBefore ? call.position : this.stored), open: carried, ledger: this.ledger.saved };
      }
      carried.push(call);
    }
    return { ...this.stored, open: carried, ledger: this.ledger.saved };
  }

  private deleteBefore(cursor: Cursor): void {
    const needed = new Set(cursor.open.flatMap((call) => call.parts.map((part) => part.segment)));
    for (const segment of listSegments(this.options.directory)) {
      if (segment >= cursor.segment) return;
      if (!needed.has(segment)) unlinkSync(segmentPath(this.options.directory, segment));
    }
  }
}

/** @throws when the record cannot be understood; it is counted, and the reader is past it */
function decodeEndOf(entry: JournalEntry, ledger: CallLedger): EndMeta {
  try {
    return decodeEnd(entry.text);
  } catch (error) {
    ledger.noteUnreadable(entry.start);
    throw error;
  }
}

interface CollectedCall {
  readonly facts: CallFacts;
  readonly bytes: CapturedBytes;
  readonly readRecord: () => Buffer;
}

/** The call, or why it could not be assembled. */
function assemble({ facts, bytes }: CollectedCall, priceCall?: PriceCall): AssembledCall | string {
  try {
    return assembleCall(facts, bytes, priceCall);
  } catch (error) {
    return describeFailure(error);
  }
}

function encode(
  { facts, readRecord }: CollectedCall,
  assembled: AssembledCall | string,
  tables: CallTables,
): PreparedCall {
  const callId = facts.call_id;
  if (typeof assembled === "string") return { encoded: null, callId, readRecord, failure: assembled };
  try {
    return { encoded: tables.encode(assembled), callId, readRecord };
  } catch (error) {
    return { encoded: null, callId, readRecord, failure: describeFailure(error) };
  }
}

function describeFailure(error: unknown): string {
  return `could not be assembled: ${error instanceof Error ? error.message : String(error)}`;
}

/** What is kept of a call that is set aside: read again, with the bytes that came before its end, for hardly any is asked for. */
function readRecordAgain(directory: string, { segment, offset }: JournalPosition, open: OpenCall | undefined): Buffer {
  const reader = new SegmentReader(directory, segment, offset);
  try {
    const entry = reader.next(true);
    if (entry === null) return Buffer.alloc(0);
    const { record, pieces } = decodeEnd(entry.text);
    return encodeDeadLetter(record, collectBytes(directory, open, { pieces, body: entry.body }));
  } finally {
    reader.close();
  }
}
