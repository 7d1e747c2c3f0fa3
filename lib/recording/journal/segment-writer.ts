import type { JournalFileSystem } from "./journal-file-system";
import { segmentPath } from "./segment-files";

/** One segment file being written. Keeps what is not yet known to be on the disk, to write it again elsewhere if need be. */
export class SegmentWriter {
  size = 0;
  /** Set when the file could not be cut back to its last whole record; nothing may be appended then. */
  isBroken = false;
  isSyncing = false;
  /** When the sync in flight began, or the last one did. */
  syncStartedAt = 0;
  readonly openedAt: number;
  /** Written since the last sync began. References, not copies. */
  private fresh: Uint8Array[] = [];
  private freshBytes = 0;
  /** What the sync in flight covers. */
  private syncing: Uint8Array[] = [];
  private syncingBytes = 0;
  private running: Promise<void> = Promise.resolve();
  /** A write on this thread failed half-way; what it left behind the last whole record must be cut off. */
  private isTorn = false;

  private constructor(
    readonly index: number,
    readonly path: string,
    private readonly fd: number,
    private readonly fileSystem: JournalFileSystem,
  ) {
    this.openedAt = Date.now();
  }

  static async open(fileSystem: JournalFileSystem, directory: string, index: number): Promise<SegmentWriter> {
    await fileSystem.ensureDirectory(directory);
    const path = segmentPath(directory, index);
    return new SegmentWriter(index, path, await fileSystem.open(path), fileSystem);
  }

  /**
   * Writes whole records at the end. After a short write or an error the file is cut back to its last whole record.
   * @throws when not everything was written; nothing of it then counts
   */
  async write(buffers: readonly Uint8Array[], bytes: number): Promise<void> {
    try {
      if (this.isTorn) await this.cutBack();
      const written = await this.fileSystem.writev(this.fd, buffers, this.size);
      if (written < bytes) throw new Error(`wrote ${String(written)} of ${String(bytes)} bytes`);
    } catch (error) {
      await this.cutBack();
      throw error;
    }
    this.note(buffers, bytes);
  }

  /** The same on this thread. @throws when not everything was written; nothing of it then counts */
  writeNow(buffers: readonly Uint8Array[], bytes: number): void {
    this.isTorn = true;
    const written = this.fileSystem.writeNow(this.fd, buffers, this.size);
    if (written < bytes) throw new Error(`wrote ${String(written)} of ${String(bytes)} bytes`);
    this.isTorn = false;
    this.note(buffers, bytes);
  }

  get unsyncedBytes(): number {
    return this.freshBytes + this.syncingBytes;
  }

  /** @throws when the disk refuses; the segment must not be synced again after that */
  async sync(): Promise<void> {
    this.isSyncing = true;
    this.syncStartedAt = performance.now();
    this.syncing = this.fresh;
    this.syncingBytes = this.freshBytes;
    this.fresh = [];
    this.freshBytes = 0;
    this.running = this.fileSystem.sync(this.fd);
    try {
      await this.running;
      this.syncing = [];
      this.syncingBytes = 0;
    } finally {
      this.isSyncing = false;
    }
  }

  /** Waits until no sync is in flight, however it went: a descriptor in use must not be closed. */
  async waitForSync(): Promise<void> {
    await Promise.allSettled([this.running]);
  }

  /** Everything that may not be on the disk; from then on not this segment's business. */
  takeUnsynced(): { buffers: readonly Uint8Array[]; bytes: number } {
    const taken = { buffers: [...this.syncing, ...this.fresh], bytes: this.unsyncedBytes };
    this.syncing = [];
    this.fresh = [];
    this.syncingBytes = 0;
    this.freshBytes = 0;
    return taken;
  }

  /** Gives up the copies in memory when they have grown beyond a bound. @returns how many bytes */
  forgetUnsynced(maxBytes: number): number {
    if (this.freshBytes <= maxBytes) return 0;
    const bytes = this.freshBytes;
    this.fresh = [];
    this.freshBytes = 0;
    return bytes;
  }

  /** Whether somebody deleted the file under us; what is written then would vanish with the process. */
  async isDeleted(): Promise<boolean> {
    return (await this.fileSystem.countLinks(this.fd)) === 0;
  }

  async close(): Promise<void> {
    if (this.isTorn) await this.cutBack();
    await this.fileSystem.close(this.fd);
  }

  private note(buffers: readonly Uint8Array[], bytes: number): void {
    this.size += bytes;
    for (const buffer of buffers) this.fresh.push(buffer);
    this.freshBytes += bytes;
  }

  private async cutBack(): Promise<void> {
    try {
      await this.fileSystem.truncate(this.fd, this.size);
      this.isTorn = false;
    } catch {
      this.isBroken = true;
    }
  }
}
