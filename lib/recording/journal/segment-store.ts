import { DirectWrites } from "./direct-writes";
import type { JournalFileSystem } from "./journal-file-system";
import { parseSegmentNames, segmentPath } from "./segment-files";
import { SegmentWriter } from "./segment-writer";

export interface SegmentStoreOptions {
  readonly directory: string;
  readonly fileSystem: JournalFileSystem;
  readonly segmentBytes: number;
  readonly maxTotalBytes: number;
  readonly maxUnsyncedBytes: number;
  /** Receives what a segment whose sync failed may have lost. */
  readonly rewrite: (buffers: readonly Uint8Array[], bytes: number) => void;
}

interface KnownSegment {
  bytes: number;
  readonly openedAt: number;
}

const failuresPerSegment = 4;
const maintenanceMs = 1000;
const longestSyncPauseMs = 30_000;

/** The segment files of one journal: which one is written, when they are synced, and that they stay within bounds. */
export class SegmentStore {
  evicted = 0;
  /** Bytes written but not known to be on the disk, whose copies in memory had to go. */
  forgotten = 0;
  private fsyncs = 0;
  private fsyncErrors = 0;
  private syncPauseMs = 0;
  private syncAfter = 0;
  private maintainAfter = 0;
  private isMaintaining = false;
  private current: SegmentWriter | null = null;
  private nextIndex = 1;
  private mustSeal = false;
  private failures = 0;
  private readonly direct = new DirectWrites();
  private readonly sealing = new Set<Promise<void>>();
  private readonly known = new Map<number, KnownSegment>();

  constructor(private readonly options: SegmentStoreOptions) {}

  async open(firstIndex: number): Promise<void> {
    const { fileSystem, directory } = this.options;
    this.nextIndex = firstIndex;
    await fileSystem.ensureDirectory(directory);
    for (const index of parseSegmentNames(await fileSystem.list(directory))) {
      const bytes = await fileSystem.measure(segmentPath(directory, index));
      this.known.set(index, { bytes, openedAt: Date.now() });
    }
    await this.openNext();
  }

  /**
   * Writes whole records to the current segment, or to a new one when that is full, broken, or refuses again and again.
   * @throws when the disk refuses; nothing of it then counts
   */
  async write(buffers: readonly Uint8Array[], bytes: number): Promise<void> {
    const segment = await this.takeWritable();
    try {
      await segment.write(buffers, bytes);
      this.failures = 0;
    } catch (error) {
      this.noteFailure(segment);
      throw error;
    }
  }

  /**
   * Writes whole records on this thread, where that takes microseconds.
   * @returns whether it did; if not, `write` must do it
   * @throws when the disk refuses; nothing of it then counts
   */
  writeNow(buffers: readonly Uint8Array[], bytes: number): boolean {
    const segment = this.current;
    if (segment === null || this.mustSeal || segment.size >= this.options.segmentBytes) return false;
    const startedAt = performance.now();
    if (!this.direct.allows(bytes, segment.isSyncing ? segment.syncStartedAt : null, startedAt)) return false;
    try {
      segment.writeNow(buffers, bytes);
      this.direct.note(startedAt, performance.now());
      return true;
    } catch (error) {
      this.noteFailure(segment);
      throw error;
    }
  }

  stats(): { bytes: number; segments: number; oldestSegmentAt: number | null; fsyncs: number; fsyncErrors: number } {
    let bytes = 0;
    let oldestSegmentAt: number | null = null;
    if (this.current !== null) this.updateKnown(this.current);
    for (const segment of this.known.values()) {
      bytes += segment.bytes;
      if (oldestSegmentAt === null || segment.openedAt < oldestSegmentAt) oldestSegmentAt = segment.openedAt;
    }
    return { bytes, segments: this.known.size, oldestSegmentAt, fsyncs: this.fsyncs, fsyncErrors: this.fsyncErrors };
  }

  /** Called on a timer: syncs what was written since, and once a second looks after the directory. Never throws. */
  tick(): void {
    const now = performance.now();
    if (this.current !== null) {
      this.forgotten += this.current.forgetUnsynced(this.options.maxUnsyncedBytes);
      if (now >= this.syncAfter) this.track(this.syncCurrent(this.current));
    }
    if (now < this.maintainAfter || this.isMaintaining) return;
    this.maintainAfter = now + maintenanceMs;
    this.track(this.maintain());
  }

  async close(): Promise<void> {
    if (this.current !== null) this.seal(this.current);
    this.current = null;
    await Promise.all(this.sealing);
  }

  private noteFailure(segment: SegmentWriter): void {
    this.failures += 1;
    if (segment.isBroken || this.failures % failuresPerSegment === 0) this.mustSeal = true;
  }

  private async takeWritable(): Promise<SegmentWriter> {
    const current = this.current;
    if (current !== null && !this.mustSeal && current.size < this.options.segmentBytes) return current;
    if (current !== null) this.seal(current);
    this.mustSeal = false;
    return this.openNext();
  }

  private async openNext(): Promise<SegmentWriter> {
    this.current = null;
    const index = this.nextIndex++;
    this.current = await SegmentWriter.open(this.options.fileSystem, this.options.directory, index);
    this.known.set(index, { bytes: 0, openedAt: this.current.openedAt });
    return this.current;
  }

  private updateKnown(segment: SegmentWriter): void {
    const known = this.known.get(segment.index);
    if (known !== undefined) known.bytes = segment.size;
  }

  private track(work: Promise<void>): void {
    this.sealing.add(work);
    const forget = (): void => {
      this.sealing.delete(work);
    };
    work.then(forget, forget);
  }

  private seal(segment: SegmentWriter): void {
    this.current = null;
    this.updateKnown(segment);
    this.track(this.finish(segment));
  }

  private async finish(segment: SegmentWriter): Promise<void> {
    await segment.waitForSync();
    await this.sync(segment);
    try {
      await segment.close();
      if (segment.size === 0) await this.options.fileSystem.remove(segment.path);
    } catch {
      // The descriptor is gone either way, and an empty file does no harm.
    }
  }

  private async syncCurrent(segment: SegmentWriter): Promise<void> {
    if (await this.sync(segment)) {
      this.syncPauseMs = 0;
      return;
    }
    // After a failed sync the kernel may have dropped the pages, so the file is never synced again.
    this.mustSeal = this.current === segment;
    this.syncPauseMs = Math.min(Math.max(this.syncPauseMs * 2, 1000), longestSyncPauseMs);
    this.syncAfter = performance.now() + this.syncPauseMs;
  }

  private async sync(segment: SegmentWriter): Promise<boolean> {
    if (segment.unsyncedBytes === 0 || segment.isSyncing) return true;
    try {
      await segment.sync();
      this.fsyncs += 1;
      return true;
    } catch {
      this.fsyncErrors += 1;
      this.giveBack(segment);
      return false;
    }
  }

  private giveBack(segment: SegmentWriter): void {
    const { buffers, bytes } = segment.takeUnsynced();
    if (bytes > 0) this.options.rewrite(buffers, bytes);
  }

  private async maintain(): Promise<void> {
    this.isMaintaining = true;
    try {
      await this.checkCurrent();
      await this.forgetRemoved();
      await this.evictOldest();
    } catch {
      // A directory that cannot be listed now is looked at again in a second; writing goes on meanwhile.
    } finally {
      this.isMaintaining = false;
    }
  }

  private async checkCurrent(): Promise<void> {
    const segment = this.current;
    if (segment === null || !(await segment.isDeleted())) return;
    this.mustSeal = this.current === segment;
    this.giveBack(segment);
  }

  /** The recorder deletes what it has stored. */
  private async forgetRemoved(): Promise<void> {
    const present = new Set(parseSegmentNames(await this.options.fileSystem.list(this.options.directory)));
    for (const index of this.known.keys()) {
      if (!present.has(index) && index !== this.current?.index) this.known.delete(index);
    }
  }

  private async evictOldest(): Promise<void> {
    let { bytes } = this.stats();
    for (const [index, segment] of [...this.known].sort(([left], [right]) => left - right)) {
      if (bytes <= this.options.maxTotalBytes || index === this.current?.index) return;
      await this.options.fileSystem.remove(segmentPath(this.options.directory, index));
      this.known.delete(index);
      bytes -= segment.bytes;
      this.evicted += 1;
    }
  }
}
