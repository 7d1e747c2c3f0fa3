import { setImmediate as endTurn, setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import { nodeFileSystem, type JournalFileSystem } from "./journal-file-system";
import { findLockOwner, lockDirectory, type DirectoryLock } from "./lock-directory";
import { encodeRecord, measureHead, type RecordKind } from "./record-format";
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

export interface JournalStats {
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
   * @param meta becomes the record's JSON; says which bodies follow and how long they are
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
  /** The batch that is being written; no longer in the queue. */
  private current: WriteBatch | null = null;
  private writeStartedAt = 0;
  private readonly space = new RecordSpace();
  private readonly allocate = (bytes: number): Buffer => this.space.take(bytes);
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
    if (this.isClosed) return this.drop("closed");
    let json: string;
    try {
      json = JSON.stringify(meta);
    } catch {
      return this.drop("unserialisable");
    }
    const headBytes = measureHead(json);
    const kept = this.fitIntoQueue(kind, headBytes, bodies);
    if (kept === null) return this.drop("queue_full_record");
    const record = encodeRecord(kind, this.nextSeq++, { json, headBytes, bodies: kept }, this.allocate);
    const batch = this.findOpenBatch();
    batch.add(record);
    this.queuedBytes += record.bytes;
    this.running ??= this.run();
    if (!this.isFailing) return batch.settled;
    this.releasedEarly += 1;
    return done;
  }

  stats(): JournalStats {
    const stored = this.segments.stats();
    return {
      ...stored,
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
    await this.running;
    await this.segments.close();
    this.lock.release();
  }

  private drop(reason: keyof JournalWriter["drops"]): Promise<void> {
    this.drops[reason] += 1;
    return done;
  }

  /** What of the bodies may be kept: all, none when the queue is nearly full, or `null` when not even the JSON fits. */
  private fitIntoQueue(
    kind: RecordKind,
    headBytes: number,
    bodies: readonly Uint8Array[],
  ): readonly Uint8Array[] | null {
    let bytes = headBytes;
    if (this.queuedBytes + bytes > this.maxQueuedBytes) return null;
    for (const body of bodies) bytes += body.byteLength;
    if (this.queuedBytes + bytes <= this.maxQueuedBytes) return bodies;
    if (kind === "part") return null;
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
    this.running ??= this.run();
  }

  /** One write in flight; whatever came meanwhile goes with the next. */
  private async run(): Promise<void> {
    for (;;) {
      // Everything that is appended in the same turn of the event loop goes with one write.
      await endTurn();
      const batch = this.queue.shift();
      if (batch === undefined) break;
      this.current = batch;
      const isWritten = await this.writeUntilDone(batch);
      this.queuedBytes -= batch.bytes;
      if (isWritten) this.records += batch.records;
      else this.drops.closed += batch.records;
      batch.settle();
      this.onAppended();
    }
    this.current = null;
    this.running = null;
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
        this.writeErrors += 1;
        this.startFailing();
        this.hasGivenUp ||= this.isClosed && waitMs === lastRetryMs;
        if (this.hasGivenUp) return false;
        await delay(waitMs);
      }
    }
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
