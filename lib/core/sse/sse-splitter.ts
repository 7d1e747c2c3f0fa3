/**
 * Cuts a stream of bytes into server-sent events (WHATWG HTML §9.2) and keeps every byte: comments, junk and blank lines
 * belong to some piece, so the pieces put together are always the input.
 */
export interface RawEvent {
  /** The exact bytes, terminator included. */
  readonly raw: Uint8Array;
  /** The `event:` field, or `null`. */
  readonly name: string | null;
  /** All `data:` lines joined with LF; `null` when nothing would be dispatched (only comments or junk). */
  readonly data: string | null;
}

export interface SseSplitter {
  /** Events completed by this chunk. Their bytes are views of the chunk where possible. */
  readonly push: (chunk: Uint8Array) => RawEvent[];
  /** What is left: an event without its blank line, or nothing. */
  readonly end: () => RawEvent[];
  /** Bytes of an event whose end has not come. */
  readonly pendingBytes: () => number;
}

const LF = 10;
const CR = 13;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function stripSpace(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === 32 ? from + 1 : from);
}

/** @param hasCr whether lines may end in CR; most streams have none, and a search for one byte is quicker than a walk */
function findLineEnd(text: string, start: number, hasCr: boolean): number {
  if (!hasCr) {
    const end = text.indexOf("\n", start);
    return end < 0 ? text.length : end;
  }
  let end = start;
  while (end < text.length && text.charCodeAt(end) !== LF && text.charCodeAt(end) !== CR) end++;
  return end;
}

/** Adds a `data` line to what the block has so far. */
function addData(data: string | null, line: string): string | null {
  const isField = line.length === 4 || line.charCodeAt(4) === 58;
  if (!isField) return data;
  return (data === null ? "" : `${data}\n`) + stripSpace(line, 5);
}

/** Reads the fields of one block of lines; unknown fields (`id`, `retry`, junk) mean nothing here. */
function parseEvent(raw: Uint8Array, isFirst: boolean): RawEvent {
  let text = decoder.decode(raw);
  if (isFirst && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  let name: string | null = null;
  let data: string | null = null;
  const hasCr = text.includes("\r");
  for (let start = 0; start < text.length;) {
    const end = findLineEnd(text, start, hasCr);
    if (text.startsWith("data", start)) data = addData(data, text.slice(start, end));
    else if (text.startsWith("event:", start)) name = stripSpace(text.slice(start, end), 6);
    start = end + 1;
  }
  return { raw, name: name === "" ? null : name, data };
}

function joinAll(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Makes a splitter for one stream. Lines may end in LF, CRLF or CR, mixed; a CR that ends a chunk waits for its LF. */
export function createSseSplitter(): SseSplitter {
  const pending: Uint8Array[] = [];
  let isLineEmpty = true;
  let isAfterCr = false;
  let hasEnded = false;
  let isFirst = true;
  let size = 0;

  function take(last: Uint8Array): RawEvent {
    const event = parseEvent(pending.length === 0 ? last : joinAll([...pending, last]), isFirst);
    pending.length = 0;
    size = 0;
    isFirst = false;
    return event;
  }

  /** A block ends after the line end of an empty line; `hasEnded` says that one came and only a LF may still belong to it. */
  function push(chunk: Uint8Array): RawEvent[] {
    const out: RawEvent[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index];
      if (isAfterCr) {
        isAfterCr = false;
        const end = byte === LF ? index + 1 : index;
        if (hasEnded) {
          out.push(take(chunk.subarray(start, end)));
          start = end;
          hasEnded = false;
        }
        if (byte === LF) continue;
      }
      if (byte !== LF && byte !== CR) {
        isLineEmpty = false;
      } else if (byte === CR) {
        isAfterCr = true;
        hasEnded = isLineEmpty;
        isLineEmpty = true;
      } else if (isLineEmpty) {
        out.push(take(chunk.subarray(start, index + 1)));
        start = index + 1;
      } else {
        isLineEmpty = true;
      }
    }
    if (start < chunk.length) {
      pending.push(start === 0 ? chunk : chunk.subarray(start));
      size += chunk.length - start;
    }
    return out;
  }

  function end(): RawEvent[] {
    if (pending.length === 0) return [];
    const last = pending.pop() ?? new Uint8Array(0);
    return [take(last)];
  }

  return { push, end, pendingBytes: () => size };
}

/** Whether `second` begins in memory where `first` ends, so that both can leave as one view. */
export function areAdjacent(first: Uint8Array, second: Uint8Array): boolean {
  return first.buffer === second.buffer && first.byteOffset + first.byteLength === second.byteOffset;
}

/** One view over two neighbours, or a copy of both when they are apart. */
export function joinPieces(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (!areAdjacent(first, second)) return joinAll([first, second]);
  return new Uint8Array(first.buffer, first.byteOffset, first.byteLength + second.byteLength);
}
