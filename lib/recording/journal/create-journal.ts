import { setImmediate as endTurn, setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import { nodeFileSystem, type JournalFileSystem } from "./journal-file-system";
import { findLockOwner, lockDirectory, type DirectoryLock } from "./lock-directory";
import { boundRecord, encodeRecord, type RecordContent, type RecordKind } from "./record-format";
import { RecordSpace } from "./record-space";
import { recoverDirectory } from "./recover-directory";
import { SegmentStore } from "./segment-store";
import { WriteBatch } from "./write-batch";

export interface JournalOptions {
  /** Directory of this one gateway process. */
  readonly directory: string;
  readonly segmentBytes?: number;
  /** Most that may wait in memory for the disk; beyond, bodies are dropped, then records. */
  readonly maxQueuedBytes?: number;
  /** Most that may lie on the disk; beyond, the oldest segments are given up. */
  readonly maxTotalBytes?: number;
  /** Bounds what a power failure can take. */
  readonly fsyncIntervalMs?: number;
  /** Longest that a caller waits for a disk that does not answer. */
  readonly maxWaitMs?: number;
  /** Called after each write. */
  readonly onAppended?: () => void;
  readonly fileSystem?: JournalFileSystem;
}

export type JournalDropReason =
  "queue_full_body" | "queue_full_record" | "unserialisable" | "closed" | "evicted_segment" | "unsynced";

/** Why a call's end is not in the journal; every call has one end. */
export type EndDropReason = "queue_full" | "unserialisable" | "closed";

export interface JournalStats {
  /** Ends that were taken, ... */
  readonly ends: number;
  /** ... and ends that were not. */
  readonly endDrops: Readonly<Record<EndDropReason, number>>;
  readonly bytes: number;
  readonly segments: number;
  /** Epoch milliseconds at which the oldest segment still kept was begun. */
  readonly oldestSegmentAt: number | null;
  readonly queuedBytes: number;
  readonly records: number;
  readonly drops: Readonly<Record<JournalDropReason, number>>;
  readonly fsyncs: number;
  readonly fsyncErrors: number;
  readonly writeErrors: number;
  /** Callers that were let go before their record was written. */
  readonly releasedEarly: number;
  readonly tornBytes: number;
}

export interface Journal {
  /** The first segment that this process writes; earlier ones are of a process that has gone. */
  readonly firstSegment: number;
  /**
   * Appends a record; group-committed. Resolves when it is in the page cache, or was dropped and counted. Never rejects.
   * @param meta the record's text in ASCII, or what becomes its text as JSON; says which bodies follow
   */
  readonly append: (kind: RecordKind, meta: unknown, bodies: readonly Uint8Array[]) => Promise<void>;
  readonly stats: () => JournalStats;
  /** Writes and syncs what is queued, then lets go of the directory. */
  readonly close: () => Promise<void>;
}

const batchBytes = 8 * 1024 * 1024;
const firstRetryMs = 100;
const lastRetryMs = 2000;
const done = Promise.resolve();

/**
 * Opens the journal of this process: takes the directory's lock, cuts a torn tail and begins a new segment.
 * @throws AppError `conflict` when a living process has the directory
 */
export async function createJournal(options: JournalOptions): Promise<Journal> {
  const lock = lockDirectory(options.directory);
  if (lock === null) {
    const owner = findLockOwner(options.directory);
    const who = owner === null ? "another process" : `process ${String(owner)}`;
    throw new AppError("conflict", `The journal directory is in use by ${who}. Give each gateway its own.`);
  }
  try {
    const writer = new JournalWriter(options, lock);
    await writer.open();
    return writer;
  } catch (error) {
    lock.release();
    throw error;
  }
}

class JournalWriter implements Journal {
  firstSegment = 1;
  private readonly queue: WriteBatch[] = [];
  private readonly segments: SegmentStore;
  private readonly directory: string;
  private readonly maxQueuedBytes: number;
  private readonly maxWaitMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly onAppended: () => void;
  private queuedBytes = 0;
  private nextSeq = 1;
  private records = 0;
  private writeErrors = 0;
  private releasedEarly = 0;
  private tornBytes = 0;
  private isFailing = false;
  private isClosed = false;
  private hasGivenUp = false;
  private running: Promise<void> | null = null;
  /** The end of this turn of the event loop has work to do: everything that is appended until then goes with one write. */
  private turn: NodeJS.Immediate | null = null;
  /** The batch that is being written; no longer in the queue. */
  private current: WriteBatch | null = null;
  private writeStartedAt = 0;
  private readonly space = new RecordSpace();
  private ends = 0;
  private readonly endDrops: Record<EndDropReason, number> = { queue_full: 0, unserialisable: 0, closed: 0 };
  private readonly drops = { queue_full_body: 0, queue_full_record: 0, unserialisable: 0, closed: 0 };

  constructor(
    options: JournalOptions,
    private readonly lock: DirectoryLock,
  ) {
    this.maxQueuedBytes = options.maxQueuedBytes ?? 64 * 1024 * 1024;
    this.maxWaitMs = options.maxWaitMs ?? 1000;
    this.onAppended = options.onAppended ?? (() => undefined);
    this.segments = new SegmentStore({
      directory: options.directory,
      fileSystem: options.fileSystem ?? nodeFileSystem,
      segmentBytes: options.segmentBytes ?? 32 * 1024 * 1024,
      maxTotalBytes: options.maxTotalBytes ?? 2 * 1024 ** 3,
      maxUnsyncedBytes: this.maxQueuedBytes,
      rewrite: (buffers, bytes) => {
        this.queueAgain(buffers, bytes);
      },
    });
    this.timer = setInterval(() => {
      this.tick();
    }, options.fsyncIntervalMs ?? 100);
    this.timer.unref();
    this.directory = options.directory;
  }

  async open(): Promise<void> {
    const recovered = recoverDirectory(this.directory);
    this.firstSegment = recovered.nextSegment;
    this.nextSeq = recovered.nextSeq;
    this.tornBytes = recovered.tornBytes;
    await this.segments.open(recovered.nextSegment);
  }

  append(kind: RecordKind, meta: unknown, bodies: readonly Uint8Array[]): Promise<void> {
    if (this.isClosed) return this.drop("closed", kind);
    let text: string;
    try {
      text = typeof meta === "string" ? meta : JSON.stringify(meta);
    } catch {
      return this.drop("unserialisable", kind);
    }
    const isAscii = text === meta;
    const kept = this.fitIntoQueue(kind, { text, isAscii, bodies });
    if (kept === null) return this.drop("queue_full_record", kind);
    if (kind === "end") this.ends += 1;
    const record = encodeRecord(kind, this.nextSeq++, { text, isAscii, bodies: kept }, this.space);
    const batch = this.findOpenBatch();
    batch.add(record);
    this.queuedBytes += record.bytes;
    this.turn ??= setImmediate(this.flush);
    if (!this.isFailing) return batch.settled;
    this.releasedEarly += 1;
    return done;
  }

  stats(): JournalStats {
    const stored = this.segments.stats();
    return {
      ...stored,
      ends: this.ends,
      endDrops: { ...this.endDrops },
      queuedBytes: this.queuedBytes,
      records: this.records,
      drops: { ...this.drops, evicted_segment: this.segments.evicted, unsynced: this.segments.forgotten },
      writeErrors: this.writeErrors,
      releasedEarly: this.releasedEarly,
      tornBytes: this.tornBytes,
    };
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.timer);
    this.flush();
    await this.running;
    await this.segments.close();
    this.lock.release();
  }

  private drop(reason: "queue_full_record" | "unserialisable" | "closed", kind: RecordKind): Promise<void> {
    this.drops[reason] += 1;
    if (kind === "end") this.endDrops[reason === "queue_full_record" ? "queue_full" : reason] += 1;
    return done;
  }

  /** What of the bodies may be kept: all, none when the queue is nearly full, or `null` when not even the text fits. */
  private fitIntoQueue(kind: RecordKind, content: RecordContent): readonly Uint8Array[] | null {
    const room = this.maxQueuedBytes - this.queuedBytes;
    if (boundRecord(content) <= room) return content.bodies;
    if (kind === "part" || boundRecord({ ...content, bodies: [] }) > room) return null;
    this.drops.queue_full_body += 1;
    return [];
  }

  /** The batch that the next write has not taken yet. The one being written is not in the queue any more. */
  private findOpenBatch(): WriteBatch {
    const last = this.queue.at(-1);
    if (last !== undefined && last.bytes < batchBytes) return last;
    const batch = new WriteBatch();
    this.queue.push(batch);
    return batch;
  }

  private queueAgain(buffers: readonly Uint8Array[], bytes: number): void {
    if (this.isClosed) return;
    this.queue.unshift(WriteBatch.ofBuffers(buffers, bytes));
    this.queuedBytes += bytes;
    this.turn ??= setImmediate(this.flush);
  }

  private readonly flush = (): void => {
    if (this.turn !== null) clearImmediate(this.turn);
    this.turn = null;
    if (this.running !== null || this.queue.length === 0) return;
    if (this.queue.length > 1 || !this.writeNow()) this.running = this.run();
  };

  /** Writes the one batch that waits, on this thread. @returns whether that was possible */
  private writeNow(): boolean {
    const [batch] = this.queue;
    if (batch === undefined || this.isFailing) return false;
    try {
      if (!this.segments.writeNow(batch.buffers, batch.bytes)) return false;
    } catch {
      // Counted and waited for like any other failure, below.
      this.noteFailure();
      return false;
    }
    this.queue.shift();
    this.finish(batch, true);
    return true;
  }

  /** One write in flight; whatever came meanwhile goes with the next. */
  private async run(): Promise<void> {
    if (this.isFailing) await delay(firstRetryMs);
    for (let batch = this.queue.shift(); batch !== undefined; batch = this.queue.shift()) {
      this.current = batch;
      this.finish(batch, await this.writeUntilDone(batch));
      await endTurn();
    }
    this.current = null;
    this.running = null;
  }

  private finish(batch: WriteBatch, isWritten: boolean): void {
    this.queuedBytes -= batch.bytes;
    if (isWritten) this.records += batch.records;
    else this.drops.closed += batch.records;
    batch.settle();
    this.onAppended();
  }

  /** Retries for as long as it takes; only closing ends that. */
  private async writeUntilDone(batch: WriteBatch): Promise<boolean> {
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, lastRetryMs)) {
      this.writeStartedAt = performance.now();
      try {
        await this.segments.write(batch.buffers, batch.bytes);
        this.writeStartedAt = 0;
        this.isFailing = false;
        return true;
      } catch {
        this.noteFailure();
        this.hasGivenUp ||= this.isClosed && waitMs === lastRetryMs;
        if (this.hasGivenUp) return false;
        await delay(waitMs);
      }
    }
  }

  private noteFailure(): void {
    this.writeErrors += 1;
    this.startFailing();
  }

  /** Calls must not wait for a broken disk: everybody is let go, the records stay queued. */
  private startFailing(): void {
    this.isFailing = true;
    this.writeStartedAt = 0;
    for (const batch of this.current === null ? this.queue : [this.current, ...this.queue]) {
      if (batch.isSettled) continue;
      this.releasedEarly += batch.records;
      batch.settle();
    }
  }

  private tick(): void {
    const isStalled = this.writeStartedAt > 0 && performance.now() - this.writeStartedAt > this.maxWaitMs;
    if (isStalled) this.startFailing();
    this.segments.tick();
  }
}
