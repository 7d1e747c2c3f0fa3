import { readFileSync, truncateSync } from "node:fs";
import { loadCursor } from "../loop/cursor-file";
import { decodeRecord, findRecord } from "./record-format";
import { listSegments, segmentPath } from "./segment-files";

export interface RecoveredDirectory {
  readonly nextSegment: number;
  readonly nextSeq: number;
  /** Bytes of a half-written record that were cut off. */
  readonly tornBytes: number;
}

/** Walks over a segment's records, skipping damage; where the last whole record ends and its number. */
function scanSegment(buffer: Buffer): { end: number; lastSeq: number } {
  let offset = 0;
  let end = 0;
  let lastSeq = 0;
  while (offset < buffer.length) {
    const result = decodeRecord(buffer, offset);
    if (result.status === "record") {
      lastSeq = result.record.seq;
      end = offset = result.record.end;
      continue;
    }
    offset = findRecord(buffer, offset + 1);
    if (offset === -1) break;
  }
  return { end, lastSeq };
}

/** Prepares a directory for a new writer: cuts a torn tail off the newest segment and finds where numbering goes on. */
export function recoverDirectory(directory: string): RecoveredDirectory {
  const segments = listSegments(directory);
  // The reader may have finished and deleted all segments: what is written before its place would never be read.
  const { segment: reader } = loadCursor(directory);
  const newest = segments.at(-1);
  if (newest === undefined) return { nextSegment: reader, nextSeq: 1, tornBytes: 0 };
  const nextSegment = Math.max(newest + 1, reader);
  let tornBytes = 0;
  for (const index of [...segments].reverse()) {
    const path = segmentPath(directory, index);
    const buffer = readFileSync(path);
    const { end, lastSeq } = scanSegment(buffer);
    if (index === newest && end < buffer.length) {
      tornBytes = buffer.length - end;
      truncateSync(path, end);
    }
    if (lastSeq > 0) return { nextSegment, nextSeq: lastSeq + 1, tornBytes };
  }
  return { nextSegment, nextSeq: 1, tornBytes };
}
