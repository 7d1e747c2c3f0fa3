import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createJournal, type JournalOptions } from "./create-journal";
import { nodeFileSystem, type JournalFileSystem } from "./journal-file-system";
import { listSegments } from "./segment-files";
import { SegmentReader, type JournalEntry } from "./segment-reader";

let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "diffract-journal-"));
  directory = join(root, "gateway-0");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function readAll(isSealed = true, from = directory): JournalEntry[] {
  const reader = new SegmentReader(from, 1, 0);
  const entries: JournalEntry[] = [];
  for (let entry = reader.next(isSealed); entry !== null; entry = reader.next(isSealed)) entries.push(entry);
  reader.close();
  return entries;
}

function readNumbers(): number[] {
  return readAll().map((entry) => (JSON.parse(entry.text) as { number: number }).number);
}

function openJournal(options: Partial<JournalOptions> = {}): ReturnType<typeof createJournal> {
  return createJournal({ directory, ...options });
}

/** A disk that fails as told, then works again. */
function createFaultyDisk(): {
  disk: JournalFileSystem;
  faults: { writes: number; shorts: number; syncs: number; hang: Promise<void> | null };
} {
  const faults = { writes: 0, shorts: 0, syncs: 0, hang: null as Promise<void> | null };
  const disk: JournalFileSystem = {
    ...nodeFileSystem,
    writeNow: (fd, buffers, position) => {
      if (faults.hang !== null) throw new Error("a disk that hangs would hang this thread");
      if (faults.writes > 0) {
        faults.writes -= 1;
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      }
      if (faults.shorts > 0) {
        faults.shorts -= 1;
        return nodeFileSystem.writeNow(fd, [Buffer.concat(buffers).subarray(0, 30)], position);
      }
      return nodeFileSystem.writeNow(fd, buffers, position);
    },
    writev: async (fd, buffers, position) => {
      if (faults.hang !== null) await faults.hang;
      if (faults.writes > 0) {
        faults.writes -= 1;
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      }
      if (faults.shorts > 0) {
        faults.shorts -= 1;
        return nodeFileSystem.writev(fd, [Buffer.concat(buffers).subarray(0, 30)], position);
      }
      return nodeFileSystem.writev(fd, buffers, position);
    },
    sync: async (fd) => {
      if (faults.syncs > 0) {
        faults.syncs -= 1;
        throw Object.assign(new Error("input/output error"), { code: "EIO" });
      }
      await nodeFileSystem.sync(fd);
    },
  };
  return { disk, faults };
}

describe("a disk that fails", () => {
  it("writes the rest after a short write, without leaving half a record", async () => {
    const { disk, faults } = createFaultyDisk();
    const journal = await openJournal({ fileSystem: disk });
    faults.shorts = 2;
    await journal.append("end", { number: 1 }, [Buffer.alloc(1000)]);
    await journal.append("end", { number: 2 }, []);
    await journal.close();
    expect(readNumbers()).toEqual([1, 2]);
    expect(journal.stats().writeErrors).toBe(2);
  });

  it("lets callers go on while the disk is full, and stores everything when there is space again", async () => {
    const { disk, faults } = createFaultyDisk();
    const journal = await openJournal({ fileSystem: disk });
    faults.writes = 6;
    await journal.append("end", { number: 1 }, []);
    await journal.append("end", { number: 2 }, []);
    expect(journal.stats()).toMatchObject({ releasedEarly: 2, records: 0 });
    faults.writes = 1;
    await vi.waitFor(() => {
      expect(journal.stats().records).toBe(2);
    }, 5000);
    await journal.close();
    expect(readNumbers()).toEqual([1, 2]);
  });

  it("does not make callers wait for a disk that hangs", async () => {
    const { disk, faults } = createFaultyDisk();
    let release: () => void = () => undefined;
    faults.hang = new Promise((resolve) => {
      release = resolve;
    });
    const journal = await openJournal({ fileSystem: disk, maxWaitMs: 60, fsyncIntervalMs: 20 });
    await journal.append("end", { number: 1 }, []);
    expect(journal.stats()).toMatchObject({ records: 0, releasedEarly: 1 });
    release();
    await journal.close();
    expect(readNumbers()).toEqual([1]);
  });

  it("drops bodies first and records last when too much waits, and counts both", async () => {
    const { disk, faults } = createFaultyDisk();
    const journal = await openJournal({ fileSystem: disk, maxQueuedBytes: 2000 });
    faults.writes = 1;
    for (let number = 0; number < 60; number++) await journal.append("end", { number }, [Buffer.alloc(900)]);
    const { drops, queuedBytes } = journal.stats();
    expect(queuedBytes).toBeLessThanOrEqual(2000);
    await journal.close();
    const entries = readAll();
    expect(entries.filter((entry) => entry.body.length > 0)).toHaveLength(
      60 - drops.queue_full_body - drops.queue_full_record,
    );
    expect(entries).toHaveLength(60 - drops.queue_full_record);
    expect(drops.queue_full_body).toBeGreaterThan(1);
    expect(drops.queue_full_record).toBeGreaterThan(5);
  });

  it("seals a segment whose sync failed and writes again what may be lost", async () => {
    const { disk, faults } = createFaultyDisk();
    const journal = await openJournal({ fileSystem: disk, fsyncIntervalMs: 10 });
    faults.syncs = 1;
    await journal.append("end", { number: 1 }, []);
    await vi.waitFor(() => {
      expect(journal.stats().fsyncErrors).toBe(1);
    }, 10_000);
    await journal.append("end", { number: 2 }, []);
    await journal.close();
    expect(listSegments(directory)).toEqual([1, 2]);
    expect(readNumbers()).toEqual([1, 1, 2]);
  });

  it("makes the directory again when somebody deletes it", async () => {
    const journal = await openJournal({ fsyncIntervalMs: 10_000 });
    await journal.append("end", { number: 1 }, []);
    rmSync(directory, { recursive: true });
    await journal.close();
    expect(existsSync(directory)).toBe(false);
    const second = await openJournal({ fsyncIntervalMs: 20 });
    await second.append("end", { number: 2 }, []);
    await vi.waitFor(() => {
      expect(second.stats().fsyncs).toBe(1);
    }, 10_000);
    rmSync(directory, { recursive: true });
    await vi.waitFor(
      async () => {
        await second.append("end", { number: 3 }, []);
        expect(readdirSync(directory).some((name) => name.endsWith(".seg"))).toBe(true);
      },
      { timeout: 4000, interval: 50 },
    );
    await second.close();
  });

  it("gives up the oldest segments beyond the bound, counted", async () => {
    const journal = await openJournal({ segmentBytes: 1000, maxTotalBytes: 3000, fsyncIntervalMs: 10 });
    for (let number = 0; number < 20; number++) await journal.append("end", { number }, [Buffer.alloc(500)]);
    await vi.waitFor(() => {
      expect(journal.stats().drops.evicted_segment).toBeGreaterThan(3);
      expect(journal.stats().bytes).toBeLessThanOrEqual(3000);
    }, 5000);
    await journal.close();
    expect(readNumbers().at(-1)).toBe(19);
  });
});
