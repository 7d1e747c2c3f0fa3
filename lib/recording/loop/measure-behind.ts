import { statSync } from "node:fs";
import { decodeEnd, decodeStart } from "../journal/compact-record";
import { listSegments, segmentPath } from "../journal/segment-files";
import { SegmentReader, type JournalEntry, type JournalPosition } from "../journal/segment-reader";

/** Bytes of a journal from a position on. Segments that go while we look count nothing. */
export function measureBehind(directory: string, from: JournalPosition): number {
  let bytes = 0;
  for (const segment of listSegments(directory)) {
    if (segment < from.segment) continue;
    const size = statSync(segmentPath(directory, segment), { throwIfNoEntry: false })?.size ?? 0;
    bytes += segment === from.segment ? Math.max(0, size - from.offset) : size;
  }
  return bytes;
}

/** Parts say no time; those of one long call may come many in a row. */
const mostLooked = 64;

function readTime({ kind, text }: JournalEntry): number | null {
  if (kind === "start") return decodeStart(text).started_at;
  if (kind !== "end") return null;
  const { started_at, timings } = decodeEnd(text).record;
  return started_at + timings.ended;
}

/** When the first record from a position on was written, in epoch milliseconds; `null` when there is none that says so. */
export function findOldestRecord(directory: string, { segment, offset }: JournalPosition): number | null {
  const reader = new SegmentReader(directory, segment, offset);
  try {
    for (let looked = 0; looked < mostLooked; looked++) {
      const entry = reader.next(true);
      if (entry === null) return null;
      const time = readTime(entry);
      if (time !== null) return time;
    }
    return null;
  } catch {
    return null;
  } finally {
    reader.close();
  }
}
