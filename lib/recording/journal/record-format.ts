/**
 * The journal's record: `magic u16 | version u8 | kind u8 | length u32 | seq u64 | crc32 u32 | payload`, big endian, where the
 * payload is `text length u32 | text | body bytes` and the CRC covers everything, its own place as zeros. Version 1 left that
 * place out. What the text says is in `compact-record.ts`.
 */
import { crc32 } from "node:zlib";
import type { RecordSpace } from "./record-space";

export const recordKinds = { start: 1, part: 2, end: 3 } as const;
export type RecordKind = keyof typeof recordKinds;

const magic = 0xd1f5;
const magicBytes = Buffer.from([0xd1, 0xf5]);
const formatVersion = 2;
const headerBytes = 20;
const crcOffset = 16;
/** Where the text begins in a record. */
const textAt = headerBytes + 4;
const twoPow32 = 2 ** 32;
/** Bodies up to this size are copied beside their text: one piece of memory costs less to write than many. */
const copiedBytes = 16 * 1024;
/** Longer lengths are taken for damage: four captured bodies of 64 MiB and their text fit. */
const maxPayloadBytes = 320 * 1024 * 1024;

export interface EncodedRecord {
  readonly buffers: readonly Uint8Array[];
  readonly bytes: number;
}

export interface DecodedRecord {
  readonly kind: RecordKind;
  readonly seq: number;
  readonly text: string;
  /** Everything after the text; a view, not a copy. Empty when the writer had to drop bodies. */
  readonly body: Buffer;
  /** Offset just after the record in the buffer that it was read from. */
  readonly end: number;
}

export type DecodeResult =
  | { readonly status: "record"; readonly record: DecodedRecord }
  | { readonly status: "incomplete"; readonly needed: number }
  | { readonly status: "corrupt" };

export interface RecordContent {
  readonly text: string;
  /** Each character is one byte. */
  readonly isAscii?: boolean;
  readonly bodies: readonly Uint8Array[];
}

/** Bytes that a record takes up at most. */
export function boundRecord({ text, isAscii, bodies }: RecordContent): number {
  let bytes = textAt + (isAscii === true ? text.length : 3 * text.length);
  for (const body of bodies) bytes += body.byteLength;
  return bytes;
}

/** Encodes a record: header, text and small bodies in one buffer; large bodies follow as they are, without being copied. */
export function encodeRecord(
  kind: RecordKind,
  seq: number,
  { text, isAscii = false, bodies }: RecordContent,
  space: RecordSpace,
): EncodedRecord {
  let bodyBytes = 0;
  for (const body of bodies) bodyBytes += body.byteLength;
  const isCopied = bodyBytes <= copiedBytes;
  const most = textAt + (isAscii ? text.length : 3 * text.length) + (isCopied ? bodyBytes : 0);
  const room = space.take(most);
  const textBytes = room.write(text, textAt, isAscii ? "latin1" : "utf8");
  let at = textAt + textBytes;
  if (isCopied) {
    for (const body of bodies) {
      room.set(body, at);
      at += body.byteLength;
    }
  }
  space.giveBack(most - at);
  const head = room.subarray(0, at);
  const bytes = isCopied ? at : at + bodyBytes;
  head.writeUInt16BE(magic, 0);
  head[2] = formatVersion;
  head[3] = recordKinds[kind];
  head.writeUInt32BE(bytes - headerBytes, 4);
  head.writeUInt32BE(Math.floor(seq / twoPow32), 8);
  head.writeUInt32BE(seq % twoPow32, 12);
  head.writeUInt32BE(0, crcOffset);
  head.writeUInt32BE(textBytes, headerBytes);
  let crc = crc32(head);
  if (!isCopied) for (const body of bodies) crc = crc32(body, crc);
  head.writeUInt32BE(crc, crcOffset);
  return { buffers: isCopied ? [head] : [head, ...bodies], bytes };
}

function findKind(code: number | undefined): RecordKind | null {
  if (code === recordKinds.start) return "start";
  if (code === recordKinds.part) return "part";
  return code === recordKinds.end ? "end" : null;
}

/** Of the record with zeros in the place of the CRC, which is put back. */
function computeCrc(record: Buffer): number {
  if (record[2] === 1) return crc32(record.subarray(headerBytes), crc32(record.subarray(0, crcOffset)));
  const written = record.readUInt32BE(crcOffset);
  record.writeUInt32BE(0, crcOffset);
  const crc = crc32(record);
  record.writeUInt32BE(written, crcOffset);
  return crc;
}

/** Reads the record that begins at `offset`. `incomplete` says how many bytes from `offset` it needs. */
export function decodeRecord(buffer: Buffer, offset: number): DecodeResult {
  const available = buffer.length - offset;
  if (available < headerBytes) return { status: "incomplete", needed: headerBytes };
  const kind = findKind(buffer[offset + 3]);
  const version = buffer[offset + 2];
  const isKnown = buffer.readUInt16BE(offset) === magic && (version === formatVersion || version === 1);
  if (!isKnown || kind === null) return { status: "corrupt" };
  const length = buffer.readUInt32BE(offset + 4);
  if (length < 4 || length > maxPayloadBytes) return { status: "corrupt" };
  if (available < headerBytes + length) return { status: "incomplete", needed: headerBytes + length };
  const payloadAt = offset + headerBytes;
  const end = payloadAt + length;
  if (computeCrc(buffer.subarray(offset, end)) !== buffer.readUInt32BE(offset + crcOffset))
    return { status: "corrupt" };
  const bodyAt = offset + textAt + buffer.readUInt32BE(payloadAt);
  if (bodyAt > end) return { status: "corrupt" };
  const seq = buffer.readUInt32BE(offset + 8) * twoPow32 + buffer.readUInt32BE(offset + 12);
  const text = buffer.toString("utf8", offset + textAt, bodyAt);
  return { status: "record", record: { kind, seq, text, body: buffer.subarray(bodyAt, end), end } };
}

/** Offset of the next whole and undamaged record at or after `from`, or -1. */
export function findRecord(buffer: Buffer, from: number): number {
  for (let at = buffer.indexOf(magicBytes, from); at !== -1; at = buffer.indexOf(magicBytes, at + 1)) {
    if (decodeRecord(buffer, at).status === "record") return at;
  }
  return -1;
}
