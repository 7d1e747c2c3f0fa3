import { bodySides, type BodySide } from "@/lib/core/contracts/call";
import type { CallStartRecord, RecordedBody } from "@/lib/core/contracts/call-record";
import type { CallFacts, CapturedBytes } from "../assemble/call-rows";
import type { EndMeta } from "../journal/record-meta";
import { segmentPath } from "../journal/segment-files";
import { readSegmentBytes, type JournalPosition } from "../journal/segment-reader";

/** Where a piece of a body lies in the journal; long bodies are not kept in memory. */
export interface PartReference {
  readonly side: BodySide;
  /** Where the piece begins in the body. */
  readonly offset: number;
  readonly length: number;
  readonly segment: number;
  readonly at: number;
}

/** A call whose end has not been stored yet. Plain data: it may have to survive in the cursor file. */
export interface OpenCall {
  readonly callId: string;
  /** Its start record as the journal spells it, for most calls end before anybody asks; `null` when it was lost. */
  start: string | null;
  /** When the recorder first read of it, in epoch milliseconds. */
  readonly seenAt: number;
  readonly position: JournalPosition;
  readonly parts: PartReference[];
  /** Its `in_progress` row has been handed to the writer. */
  isShown: boolean;
  /** Its end has been read, and is on its way to the database. */
  isEnded: boolean;
}

/** What an `end` record carries of bodies. */
export interface EndPieces {
  readonly pieces: EndMeta["pieces"];
  readonly body: Buffer;
}

interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly read: () => Buffer | null;
}

/** Puts pieces together as far as they are without a gap. Pieces may come twice. */
function joinPieces(pieces: readonly Piece[]): Buffer {
  const joined: Buffer[] = [];
  let end = 0;
  for (const piece of [...pieces].sort((left, right) => left.offset - right.offset)) {
    if (piece.offset > end) break;
    if (piece.offset + piece.length <= end) continue;
    const bytes = piece.read();
    if (bytes === null) break;
    joined.push(bytes.subarray(end - piece.offset));
    end = piece.offset + piece.length;
  }
  const [only] = joined;
  return joined.length === 1 && only !== undefined ? only : Buffer.concat(joined);
}

function toPiece(directory: string, part: PartReference): Piece {
  const path = segmentPath(directory, part.segment);
  return { offset: part.offset, length: part.length, read: () => readSegmentBytes(path, part.at, part.length) };
}

/** All bytes of an ended call: what `part` records moved out of memory, and what came with the end. */
export function collectBytes(directory: string, open: OpenCall | undefined, end: EndPieces): CapturedBytes {
  const bySide = new Map<BodySide, Piece[]>();
  for (const part of open?.parts ?? []) {
    bySide.set(part.side, [...(bySide.get(part.side) ?? []), toPiece(directory, part)]);
  }
  let at = 0;
  for (const [side, offset, length] of end.pieces) {
    const bytes = end.body.length >= at + length ? end.body.subarray(at, at + length) : null;
    bySide.set(side, [...(bySide.get(side) ?? []), { offset, length, read: () => bytes }]);
    at += length;
  }
  const collected: CapturedBytes = {};
  for (const [side, pieces] of bySide) collected[side] = joinPieces(pieces);
  return collected;
}

const unfinished = {
  upstream_url: null,
  upstream_request_id: null,
  timings: null,
  headers: null,
} as const;

function readStart(start: CallStartRecord): Pick<CallFacts, "status" | "provider" | "steps" | "bodies"> {
  const { status = null, provider = null, steps = [], bodies = [] } = start;
  return { status, provider, steps, bodies };
}

/** What is known of a call that runs. Its bodies come when it has ended. */
export function describeRunning(start: CallStartRecord): CallFacts {
  return { ...start, ...unfinished, ...readStart(start), state: "in_progress", reason: null, bodies: [] };
}

/** Nobody has said what kind of body it is, so its beginning does. */
function guessContentType(bytes: Buffer, isStream: boolean): string | null {
  const beginning = bytes.toString("latin1", 0, 256).trimStart();
  if (/^(?:data|event|id|retry)?:/.test(beginning)) return "text/event-stream";
  if (/^[[{]/.test(beginning)) return "application/json";
  return isStream ? "text/event-stream" : null;
}

function describePart(side: BodySide, bytes: Buffer, isStreaming: boolean): RecordedBody {
  const content_type = guessContentType(bytes, isStreaming && side.endsWith("_response"));
  const captured = bytes.length;
  return { side, size: captured, captured, content_type, content_encoding: null, same_as: null };
}

/** What the start says of a body, with as many bytes as came. */
function completeBody(body: RecordedBody, bytes: Buffer | undefined): RecordedBody {
  if (body.same_as !== null) return body;
  const captured = bytes?.length ?? 0;
  return { ...body, size: Math.max(body.size, captured), captured };
}

export interface DescribedCall {
  readonly facts: CallFacts;
  readonly bytes: CapturedBytes;
}

/** A call without its end: its start, and the pieces of bodies that were moved out of memory. */
function describeUnended(
  directory: string,
  start: CallStartRecord,
  open: OpenCall,
  ending: Pick<CallFacts, "state" | "reason">,
): DescribedCall {
  const bytes = collectBytes(directory, open, { pieces: [], body: Buffer.alloc(0) });
  const known = readStart(start);
  const bodies = bodySides.flatMap((side) => {
    const body = known.bodies.find((one) => one.side === side);
    if (body !== undefined) return completeBody(body, bytes[side]);
    return bytes[side] === undefined ? [] : describePart(side, bytes[side], start.is_streaming);
  });
  return { facts: { ...start, ...unfinished, ...known, ...ending, bodies }, bytes };
}

/** What a dead gateway left of a call. */
export function describeInterrupted(directory: string, start: CallStartRecord, open: OpenCall): DescribedCall {
  const reason = "The gateway stopped before the call ended.";
  return describeUnended(directory, start, open, { state: "interrupted", reason });
}

/** A call that runs, with its bodies as far as they came. */
export function describeSoFar(directory: string, start: CallStartRecord, open: OpenCall): DescribedCall {
  return describeUnended(directory, start, open, { state: "in_progress", reason: null });
}
