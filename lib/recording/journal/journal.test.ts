import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { build } from "esbuild";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { saveCursor } from "../loop/cursor-file";
import { createJournal, type JournalOptions } from "./create-journal";
import { encodeRecord } from "./record-format";
import { RecordSpace } from "./record-space";
import { listSegments, segmentPath } from "./segment-files";
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

describe("append and read", () => {
  it("gives back what was appended, in order, with bodies byte for byte", async () => {
    const onAppended = vi.fn();
    const journal = await openJournal({ onAppended });
    await Promise.all([
      journal.append("start", { number: 1, text: "é ✓" }, []),
      journal.append("part", { number: 2 }, [Buffer.from("ab"), Buffer.from([0, 255])]),
    ]);
    await journal.append("end", { number: 3 }, [Buffer.alloc(3_000_000, 7)]);
    expect(journal.stats()).toMatchObject({ records: 3, queuedBytes: 0, segments: 1 });
    expect(onAppended).toHaveBeenCalledTimes(2);
    const entries = readAll(false);
    expect(entries.map(({ kind, seq }) => [kind, seq])).toEqual([
      ["start", 1],
      ["part", 2],
      ["end", 3],
    ]);
    expect(JSON.parse(entries[0]?.text ?? "")).toEqual({ number: 1, text: "é ✓" });
    expect(entries[1]?.body).toEqual(Buffer.from([97, 98, 0, 255]));
    expect(entries[2]?.body.equals(Buffer.alloc(3_000_000, 7))).toBe(true);
    await journal.close();
  });

  it("begins new segments and follows them while they are written", async () => {
    const journal = await openJournal({ segmentBytes: 1000 });
    const reader = new SegmentReader(directory, 1, 0);
    const seen: number[] = [];
    for (let number = 0; number < 50; number++) {
      await journal.append("end", { number }, [Buffer.alloc(100)]);
      for (let entry = reader.next(false); entry !== null; entry = reader.next(false)) seen.push(entry.seq);
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(listSegments(directory).length).toBeGreaterThan(4);
    reader.close();
    await journal.close();
  });

  it("goes on numbering after a restart and removes empty segments", async () => {
    for (let run = 0; run < 3; run++) {
      const journal = await openJournal();
      if (run !== 1) await journal.append("end", { number: run }, []);
      await journal.close();
    }
    expect(readAll().map((entry) => entry.seq)).toEqual([1, 2]);
    expect(listSegments(directory)).toEqual([1, 2]);
  });

  it("goes on where the reader is when all segments were read and deleted", async () => {
    mkdirSync(directory, { recursive: true });
    saveCursor(directory, { segment: 5, offset: 0, open: [] });
    const journal = await openJournal();
    await journal.append("start", { number: 1 }, []);
    expect(journal.firstSegment).toBe(5);
    const reader = new SegmentReader(directory, 5, 0);
    expect(JSON.parse(reader.next(false)?.text ?? "{}")).toEqual({ number: 1 });
    reader.close();
    await journal.close();
    rmSync(segmentPath(directory, 5));
    saveCursor(directory, { segment: 9, offset: 0, open: [] });
    writeFileSync(segmentPath(directory, 3), "");
    const next = await openJournal();
    expect(next.firstSegment).toBe(9);
    await next.close();
  });

  it("refuses a directory that a living process has, and takes over a dead one's", async () => {
    const journal = await openJournal();
    await expect(openJournal()).rejects.toThrow(`in use by process ${String(process.pid)}`);
    await journal.close();
    writeFileSync(join(directory, "lock"), JSON.stringify({ pid: process.pid, started: "1" }));
    const second = await openJournal();
    await second.close();
    expect(existsSync(join(directory, "lock"))).toBe(false);
  });

  it("drops what cannot be serialised, and counts it", async () => {
    const journal = await openJournal();
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    await journal.append("end", cycle, []);
    await journal.close();
    await journal.append("end", {}, []);
    expect(journal.stats().drops).toMatchObject({ unserialisable: 1, closed: 1 });
  });
});

describe("damage", () => {
  it("cuts a torn tail at open", async () => {
    const journal = await openJournal();
    await journal.append("end", { number: 1 }, [Buffer.alloc(100)]);
    await journal.append("end", { number: 2 }, [Buffer.alloc(100)]);
    await journal.close();
    const path = segmentPath(directory, 1);
    truncateSync(path, statSync(path).size - 10);
    const next = await openJournal();
    await next.append("end", { number: 3 }, []);
    expect(next.stats().tornBytes).toBeGreaterThan(100);
    await next.close();
    expect(readNumbers()).toEqual([1, 3]);
  });

  it("skips a damaged record and counts it", async () => {
    const journal = await openJournal();
    for (const number of [1, 2, 3]) await journal.append("end", { number }, [Buffer.alloc(50)]);
    await journal.close();
    const path = segmentPath(directory, 1);
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
    writeFileSync(path, bytes);
    const reader = new SegmentReader(directory, 1, 0);
    const seen: number[] = [];
    for (let entry = reader.next(false); entry !== null; entry = reader.next(false)) seen.push(entry.seq);
    expect(seen).toEqual([1, 3]);
    expect(reader.stats()).toMatchObject({ corrupt: 1, skippedBytes: bytes.length / 3 });
    reader.close();
  });

  it("reads records of format 1", () => {
    const text = '{"number":7}';
    const [encoded] = encodeRecord("end", 9, { text, bodies: [Buffer.from("ab")] }, new RecordSpace()).buffers;
    const old = Buffer.from(encoded ?? []);
    old[2] = 1;
    old.writeUInt32BE(crc32(old.subarray(20), crc32(old.subarray(0, 16))), 16);
    mkdirSync(directory);
    writeFileSync(segmentPath(directory, 1), Buffer.concat([old, encoded ?? old]));
    expect(readAll().map(({ seq, text, body }) => [seq, text, body.toString()])).toEqual([
      [9, text, "ab"],
      [9, text, "ab"],
    ]);
  });

  it("loses only damaged records, whatever is flipped, cut off or mixed in", () => {
    const record = fc.record({ kind: fc.constantFrom("start", "part", "end"), size: fc.nat(300) });
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      how: fc.constantFrom("flip", "cut", "insert"),
    });
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 30 }),
        fc.array(damage, { maxLength: 3 }),
        (records, damages) => {
          const own = mkdtempSync(join(root, "case-"));
          const encoded = records.map(({ kind, size }, index) => {
            const content = { text: JSON.stringify({ index }), bodies: [Buffer.alloc(size, index)] };
            return Buffer.concat(encodeRecord(kind, index + 1, content, new RecordSpace()).buffers);
          });
          const touched = applyDamage(encoded, damages);
          writeFileSync(segmentPath(own, 1), Buffer.concat(touched.map((one) => one.bytes)));
          const seen = new Set(readAll(true, own).map((entry) => entry.seq));
          const whole = touched.flatMap((one, index) => (one.isDamaged ? [] : [index + 1]));
          expect([...seen]).toEqual(whole);
        },
      ),
      { numRuns: 200 },
    );
  });
});

interface Touched {
  bytes: Buffer;
  isDamaged: boolean;
}

/** Damages records in place; cutting also removes everything that follows. */
function applyDamage(encoded: readonly Buffer[], damages: readonly { at: number; how: string }[]): Touched[] {
  const touched: Touched[] = encoded.map((bytes) => ({ bytes: Buffer.from(bytes), isDamaged: false }));
  for (const { at, how } of damages) {
    const index = Math.min(Math.floor(at * touched.length), touched.length - 1);
    const target = touched[index];
    if (target === undefined || target.isDamaged) continue;
    const offset = Math.floor(((at * 7919) % 1) * (target.bytes.length - 1)) + 1;
    target.isDamaged = true;
    if (how === "flip") target.bytes[offset - 1] = (target.bytes[offset - 1] ?? 0) ^ 0x20;
    if (how === "insert") {
      target.bytes = Buffer.concat([
        target.bytes.subarray(0, offset),
        Buffer.from([0xd1, 0xf5, 1, 3]),
        target.bytes.subarray(offset),
      ]);
    }
    if (how === "cut") {
      target.bytes = target.bytes.subarray(0, offset);
      for (const later of touched.slice(index + 1)) Object.assign(later, { bytes: Buffer.alloc(0), isDamaged: true });
    }
  }
  return touched;
}

describe("kill -9", () => {
  it("loses nothing that was acknowledged", async () => {
    const entry = fileURLToPath(new URL("./__fixtures__/append-until-killed.ts", import.meta.url));
    const outfile = join(root, "child.mjs");
    await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" });
    const child = spawn(process.execPath, [outfile, directory], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await vi.waitFor(() => {
      expect(output.length).toBeGreaterThan(5000);
    }, 15_000);
    child.kill("SIGKILL");
    await new Promise((resolve) => {
      child.once("close", resolve);
    });
    const acknowledged = output.split("\n").slice(0, -1).map(Number);
    const journal = await openJournal();
    await journal.close();
    const stored = new Set(readNumbers());
    expect(acknowledged.length).toBeGreaterThan(1000);
    expect(acknowledged.filter((number) => !stored.has(number))).toEqual([]);
  }, 30_000);
});
