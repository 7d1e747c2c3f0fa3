import { close, fdatasync, fstat, ftruncate, open, writeSync, writev, writevSync } from "node:fs";
import { mkdir, readdir, stat, unlink } from "node:fs/promises";

/** What the journal needs of the disk; tests put failures in between. */
export interface JournalFileSystem {
  readonly open: (path: string) => Promise<number>;
  /** Resolves with the number of bytes written, which may be fewer than given. */
  readonly writev: (fd: number, buffers: readonly Uint8Array[], position: number) => Promise<number>;
  /** The same at once, on this thread. */
  readonly writeNow: (fd: number, buffers: readonly Uint8Array[], position: number) => number;
  readonly truncate: (fd: number, length: number) => Promise<void>;
  readonly sync: (fd: number) => Promise<void>;
  readonly close: (fd: number) => Promise<void>;
  /** Number of names that the open file still has; 0 when somebody deleted it. */
  readonly countLinks: (fd: number) => Promise<number>;
  readonly ensureDirectory: (path: string) => Promise<void>;
  readonly list: (path: string) => Promise<string[]>;
  readonly measure: (path: string) => Promise<number>;
  readonly remove: (path: string) => Promise<void>;
}

type Done = (error: NodeJS.ErrnoException | null) => void;

function settle(run: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function openExclusive(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, "wx", 0o600, (error, fd) => {
      if (error === null) resolve(fd);
      else reject(error);
    });
  });
}

function writeBuffers(fd: number, buffers: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, buffers as Uint8Array[], position, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}

function writeNow(fd: number, buffers: readonly Uint8Array[], position: number): number {
  const [only] = buffers;
  if (buffers.length === 1 && only !== undefined) return writeSync(fd, only, 0, only.byteLength, position);
  return writevSync(fd, buffers, position);
}

function countLinks(fd: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fstat(fd, (error, stats) => {
      if (error === null) resolve(stats.nlink);
      else reject(error);
    });
  });
}

export const nodeFileSystem: JournalFileSystem = {
  open: openExclusive,
  writev: writeBuffers,
  writeNow,
  truncate: (fd, length) =>
    settle((done) => {
      ftruncate(fd, length, done);
    }),
  sync: (fd) =>
    settle((done) => {
      fdatasync(fd, done);
    }),
  close: (fd) =>
    settle((done) => {
      close(fd, done);
    }),
  countLinks,
  ensureDirectory: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: (path) => readdir(path),
  measure: async (path) => (await stat(path)).size,
  remove: (path) => unlink(path),
};
