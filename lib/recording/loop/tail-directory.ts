import { unlinkSync } from "node:fs";
import type { CallStartRecord } from "@/lib/core/contracts/call-record";
import { assembleCall } from "../assemble/assemble-call";
import type { CallFacts, CapturedBytes } from "../assemble/call-rows";
import type { EndMeta, PartMeta } from "../journal/record-meta";
import { listSegments, segmentPath } from "../journal/segment-files";
import { SegmentReader, type JournalEntry, type JournalPosition, type ReaderStats } from "../journal/segment-reader";
import type { PreparedCall } from "../store/create-call-writer";
import { loadCursor, saveCursor, type Cursor } from "./cursor-file";
import { collectBytes, describeInterrupted, describeRunning, type OpenCall } from "./open-call";

/** Calls that go to the database together, and how far the journal has been read with them. */
export interface CallBatch {
  readonly calls: PreparedCall[];
  bytes: number;
  /** Calls that are over with this batch. */
  readonly finished: string[];
  position: JournalPosition;
}

export interface TailOptions {
  readonly directory: string;
  /** The first segment of the process that writes now; `null` when nobody does any more. */
  readonly liveFromSegment: number | null;
}

const maxCalls = 200;
const maxBytes = 4 * 1024 * 1024;
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

  constructor(private readonly options: TailOptions) {
    const cursor = loadCursor(options.directory);
    this.reader = new SegmentReader(options.directory, cursor.segment, cursor.offset);
    this.stored = { segment: cursor.segment, offset: cursor.offset };
    this.saved = JSON.stringify(cursor);
    for (const call of cursor.open) this.open.set(call.callId, { ...call, isEnded: false });
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
   * Reads on, into an existing batch when there is room in it.
   * @throws when the disk cannot be read and there is nothing to store; the position stays
   */
  collect(batch: CallBatch = { calls: [], bytes: 0, finished: [], position: this.stored }): CallBatch {
    const isSealed = this.options.liveFromSegment === null;
    try {
      while (!isFullBatch(batch)) {
        const entry = this.reader.next(isSealed);
        if (entry === null) {
          this.addInterrupted(batch);
          this.addRunning(batch);
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
  commit(batch: CallBatch): void {
    for (const callId of batch.finished) this.open.delete(callId);
    this.stored = batch.position;
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

  private take(entry: JournalEntry, batch: CallBatch): void {
    if (entry.kind === "end") {
      this.takeEnd(entry, batch);
      return;
    }
    if (entry.kind === "start") {
      const start = JSON.parse(entry.json) as CallStartRecord;
      // A long call says a second time how it began, when it knows more.
      this.findOpen(start.call_id, entry, start).start = start;
      return;
    }
    const { call_id, side, offset } = JSON.parse(entry.json) as PartMeta;
    const { segment } = entry.start;
    const part = { side, offset, length: entry.body.length, segment, at: entry.bodyOffset };
    this.findOpen(call_id, entry, null).parts.push(part);
  }

  private findOpen(callId: string, entry: JournalEntry, start: CallStartRecord | null): OpenCall {
    const known = this.open.get(callId);
    if (known !== undefined) return known;
    const call: OpenCall = { callId, start, position: entry.start, parts: [], isShown: false, isEnded: false };
    this.open.set(callId, call);
    return call;
  }

  private takeEnd(entry: JournalEntry, batch: CallBatch): void {
    const meta = JSON.parse(entry.json) as EndMeta;
    const callId = meta.record.call_id;
    const open = this.open.get(callId);
    // Until its batch is stored the call still holds the cursor, for its parts would be needed again.
    if (open !== undefined) open.isEnded = true;
    const readRecord = (): Buffer => {
      const json = Buffer.from(entry.json);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(json.length);
      return Buffer.concat([length, json, entry.body]);
    };
    const bytes = collectBytes(this.options.directory, open, { pieces: meta.pieces, body: entry.body });
    this.add(batch, prepareCall(meta.record, bytes, readRecord));
    batch.finished.push(callId);
  }

  private add(batch: CallBatch, call: PreparedCall): void {
    batch.calls.push(call);
    batch.bytes += call.assembled?.bytes ?? 0;
  }

  /** Calls that have been running for a while are shown as such. */
  private addRunning(batch: CallBatch): void {
    if (this.options.liveFromSegment === null) return;
    const before = Date.now() - shownAfterMs;
    for (const call of this.open.values()) {
      if (call.isShown || call.isEnded || call.start === null || call.start.started_at > before) continue;
      call.isShown = true;
      const { start } = call;
      this.add(
        batch,
        prepareCall(describeRunning(start), {}, () => Buffer.from(JSON.stringify(start))),
      );
    }
  }

  /** Calls of a process that has gone, once everything that it wrote has been read. */
  private addInterrupted(batch: CallBatch): void {
    const liveFrom = this.options.liveFromSegment ?? Infinity;
    const hasReadAll = liveFrom === Infinity || this.reader.position.segment >= liveFrom;
    if (!hasReadAll) return;
    for (const call of this.open.values()) {
      if (call.isEnded || call.position.segment >= liveFrom) continue;
      call.isEnded = true;
      batch.finished.push(call.callId);
      const { start } = call;
      if (start === null) continue;
      const { facts, bytes } = describeInterrupted(this.options.directory, start, call);
      this.add(
        batch,
        prepareCall(facts, bytes, () => Buffer.from(JSON.stringify(start))),
      );
    }
  }

  private findCursor(): Cursor {
    const carried: OpenCall[] = [];
    for (const call of this.open.values()) {
      if (call.position.segment >= this.stored.segment - heldSegments) {
        const isBefore = comparePositions(call.position, this.stored) < 0;
        return { ...(isBefore ? call.position : this.stored), open: carried };
      }
      carried.push(call);
    }
    return { ...this.stored, open: carried };
  }

  private deleteBefore(cursor: Cursor): void {
    const needed = new Set(cursor.open.flatMap((call) => call.parts.map((part) => part.segment)));
    for (const segment of listSegments(this.options.directory)) {
      if (segment >= cursor.segment) return;
      if (!needed.has(segment)) unlinkSync(segmentPath(this.options.directory, segment));
    }
  }
}

export function isFullBatch(batch: CallBatch): boolean {
  return batch.calls.length >= maxCalls || batch.bytes >= maxBytes;
}

export function isEmptyBatch(batch: CallBatch): boolean {
  return batch.calls.length === 0 && batch.finished.length === 0;
}

function comparePositions(left: JournalPosition, right: JournalPosition): number {
  return left.segment - right.segment || left.offset - right.offset;
}

function prepareCall(facts: CallFacts, bytes: CapturedBytes, readRecord: () => Buffer): PreparedCall {
  const callId = facts.call_id;
  try {
    return { assembled: assembleCall(facts, bytes), callId, readRecord };
  } catch (error) {
    const failure = `could not be assembled: ${error instanceof Error ? error.message : String(error)}`;
    return { assembled: null, callId, readRecord, failure };
  }
}
