import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { decodeRecord, findRecord, type DecodedRecord, type RecordKind } from "./record-format";
import { listSegments, segmentPath } from "./segment-files";

export interface JournalPosition {
  readonly segment: number;
  readonly offset: number;
}

export interface JournalEntry {
  readonly kind: RecordKind;
  readonly seq: number;
  readonly text: string;
  readonly body: Buffer;
  readonly start: JournalPosition;
  /** Where `body` begins in the segment. */
  readonly bodyOffset: number;
}

export interface ReaderStats {
  /** Damaged places that were skipped; each may have been one record or several. */
  readonly corrupt: number;
  readonly skippedBytes: number;
  /** Segments that were gone before they were read. */
  readonly missingSegments: number;
}

const chunkBytes = 1024 * 1024;
/** A write takes milliseconds; a record that stays half-written this long while others follow is damage. */
const stalledMs = 2000;

/**
 * Reads a journal directory from a position on, following its writer. Synchronous: it belongs in a worker thread.
 * Damage is skipped by looking for the next record whose CRC fits; a half-written record at the very end is waited for.
 */
export class SegmentReader {
  private fd: number | null = null;
  private chunk: Buffer = Buffer.alloc(0);
  private chunkAt = 0;
  private corrupt = 0;
  private skippedBytes = 0;
  private missingSegments = 0;
  private stalledAt = -1;
  private stalledSince = 0;
  /** File size at the last fruitless search for the next record. */
  private searchedSize = -1;

  constructor(
    private readonly directory: string,
    private segment: number,
    private offset: number,
  ) {}

  get position(): JournalPosition {
    return { segment: this.segment, offset: this.offset };
  }

  stats(): ReaderStats {
    return { corrupt: this.corrupt, skippedBytes: this.skippedBytes, missingSegments: this.missingSegments };
  }

  /**
   * The next record, or `null` when there is none yet.
   * @param isSealed nobody writes to the directory any more, so nothing is worth waiting for
   */
  next(isSealed: boolean): JournalEntry | null {
    for (;;) {
      const entry = this.readInSegment(isSealed);
      if (entry !== null) return entry;
      const following = this.findFollowing();
      if (following === null) return null;
      // What came between the last look and the discovery of a newer segment belongs to this one.
      const late = this.readInSegment(true);
      if (late !== null) return late;
      this.moveTo(following);
    }
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private readInSegment(isSealed: boolean): JournalEntry | null {
    if (!this.openSegment()) return null;
    for (;;) {
      const at = this.offset - this.chunkAt;
      const result = decodeRecord(this.chunk, Math.min(at, this.chunk.length));
      if (result.status === "record") return this.take(result.record);
      if (result.status === "incomplete") {
        if (this.load(result.needed)) continue;
        if (!this.isDamagedTail(isSealed)) return null;
      }
      if (!this.skipDamage(isSealed)) return null;
    }
  }

  private take(record: DecodedRecord): JournalEntry {
    const start = this.position;
    this.offset = this.chunkAt + record.end;
    this.stalledAt = -1;
    const bodyOffset = this.offset - record.body.length;
    return { kind: record.kind, seq: record.seq, text: record.text, body: record.body, start, bodyOffset };
  }

  private openSegment(): boolean {
    if (this.fd !== null) return true;
    try {
      this.fd = openSync(segmentPath(this.directory, this.segment), "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
    return true;
  }

  /** Loads at least `needed` bytes from the current offset; `false` when the file has no more than is loaded. */
  private load(needed: number): boolean {
    if (this.fd === null) return false;
    const loaded = Math.max(0, this.chunkAt + this.chunk.length - this.offset);
    const available = fstatSync(this.fd).size - this.offset;
    if (available < needed || available <= loaded) return false;
    const target = Buffer.allocUnsafeSlow(Math.min(available, Math.max(needed, chunkBytes)));
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.fd, target, filled, target.length - filled, this.offset + filled);
      if (read === 0) break;
      filled += read;
    }
    this.chunk = target.subarray(0, filled);
    this.chunkAt = this.offset;
    return filled >= needed;
  }

  /** Whether the unfinished record at the end will never be finished. */
  private isDamagedTail(isSealed: boolean): boolean {
    if (this.fd === null || fstatSync(this.fd).size <= this.offset) return false;
    if (isSealed) return true;
    if (this.stalledAt !== this.offset) {
      this.stalledAt = this.offset;
      this.stalledSince = performance.now();
      return false;
    }
    return performance.now() - this.stalledSince > stalledMs;
  }

  /** Goes to the next whole record of this segment; `false` when there is none (yet). */
  private skipDamage(isSealed: boolean): boolean {
    if (this.fd === null) return false;
    const size = fstatSync(this.fd).size;
    if (!isSealed && size === this.searchedSize) return false;
    const rest = this.readRest();
    const found = findRecord(rest, 1);
    if (found === -1 && !isSealed) {
      this.searchedSize = size;
      this.stalledSince = performance.now();
      return false;
    }
    const skipped = found === -1 ? rest.length : found;
    if (skipped === 0) return false;
    this.corrupt += 1;
    this.skippedBytes += skipped;
    this.offset += skipped;
    this.chunk = found === -1 ? Buffer.alloc(0) : rest.subarray(found);
    this.chunkAt = this.offset;
    return found !== -1;
  }

  private readRest(): Buffer {
    if (this.fd === null) return Buffer.alloc(0);
    const rest = Buffer.allocUnsafeSlow(Math.max(0, fstatSync(this.fd).size - this.offset));
    const read = readSync(this.fd, rest, 0, rest.length, this.offset);
    return rest.subarray(0, read);
  }

  private findFollowing(): number | null {
    const following = listSegments(this.directory).find((index) => index > this.segment);
    if (following === undefined) return null;
    if (this.fd === null && !existsSync(segmentPath(this.directory, this.segment))) this.missingSegments += 1;
    return following;
  }

  private moveTo(segment: number): void {
    this.close();
    this.segment = segment;
    this.offset = 0;
    this.chunk = Buffer.alloc(0);
    this.chunkAt = 0;
    this.stalledAt = -1;
    this.searchedSize = -1;
  }
}

/** Reads bytes that an entry pointed to; `null` when they are gone. */
export function readSegmentBytes(path: string, offset: number, length: number): Buffer | null {
  try {
    const fd = openSync(path, "r");
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      return readSync(fd, bytes, 0, length, offset) === length ? bytes : null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
