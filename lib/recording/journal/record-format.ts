/**
 * The journal's record: `magic u16 | version u8 | kind u8 | length u32 | seq u64 | crc32 u32 | payload`, big endian, where the
 * payload is `json length u32 | json | body bytes` and the CRC covers everything but itself.
 */
import { crc32 } from "node:zlib";

export const recordKinds = { start: 1, part: 2, end: 3 } as const;
export type RecordKind = keyof typeof recordKinds;

const magic = 0xd1f5;
const magicBytes = Buffer.from([0xd1, 0xf5]);
const formatVersion = 1;
const headerBytes = 20;
const crcOffset = 16;
const twoPow32 = 2 ** 32;
/** Bodies up to this size are copied beside their JSON: one piece of memory costs less to write than many. */
const copiedBytes = 16 * 1024;
/** Longer lengths are taken for damage: four captured bodies of 64 MiB and their JSON fit. */
const maxPayloadBytes = 320 * 1024 * 1024;

export interface EncodedRecord {
  readonly buffers: readonly Uint8Array[];
  readonly bytes: number;
}

export interface DecodedRecord {
  readonly kind: RecordKind;
  readonly seq: number;
  readonly json: string;
  /** Everything after the JSON; a view, not a copy. Empty when the writer had to drop bodies. */
  readonly body: Buffer;
  /** Offset just after the record in the buffer that it was read from. */
  readonly end: number;
}

export type DecodeResult =
  | { readonly status: "record"; readonly record: DecodedRecord }
  | { readonly status: "incomplete"; readonly needed: number }
  | { readonly status: "corrupt" };

/** Bytes that a record takes up besides its bodies. */
export function measureHead(json: string): number {
  return headerBytes + 4 + Buffer.byteLength(json);
}

export interface RecordContent {
  readonly json: string;
  /** `measureHead` of it. */
  readonly headBytes: number;
  readonly bodies: readonly Uint8Array[];
}

/**
 * Encodes a record: header, JSON and small bodies in one buffer; large bodies follow as they are, without being copied.
 * @param allocate where the buffer comes from
 */
export function encodeRecord(
  kind: RecordKind,
  seq: number,
  { json, headBytes, bodies }: RecordContent,
  allocate: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes),
): EncodedRecord {
  let bytes = headBytes;
  for (const body of bodies) bytes += body.byteLength;
  const isCopied = bytes - headBytes <= copiedBytes;
  const head = allocate(isCopied ? bytes : headBytes);
  head.writeUInt16BE(magic, 0);
  head[2] = formatVersion;
  head[3] = recordKinds[kind];
  head.writeUInt32BE(bytes - headerBytes, 4);
  head.writeUInt32BE(Math.floor(seq / twoPow32), 8);
  head.writeUInt32BE(seq % twoPow32, 12);
  head.writeUInt32BE(headBytes - headerBytes - 4, headerBytes);
  head.write(json, headerBytes + 4, "utf8");
  if (isCopied) {
    let at = headBytes;
    for (const body of bodies) {
      head.set(body, at);
      at += body.byteLength;
    }
  }
  let crc = crc32(head.subarray(headerBytes), crc32(head.subarray(0, crcOffset)));
  if (!isCopied) for (const body of bodies) crc = crc32(body, crc);
  head.writeUInt32BE(crc, crcOffset);
  return { buffers: isCopied ? [head] : [head, ...bodies], bytes };
}

function findKind(code: number | undefined): RecordKind | null {
  if (code === recordKinds.start) return "start";
  if (code === recordKinds.part) return "part";
  return code === recordKinds.end ? "end" : null;
}

/** Reads the record that begins at `offset`. `incomplete` says how many bytes from `offset` it needs. */
export function decodeRecord(buffer: Buffer, offset: number): DecodeResult {
  const available = buffer.length - offset;
  if (available < headerBytes) return { status: "incomplete", needed: headerBytes };
  const kind = findKind(buffer[offset + 3]);
  if (buffer.readUInt16BE(offset) !== magic || buffer[offset + 2] !== formatVersion || kind === null)
    return { status: "corrupt" };
  const length = buffer.readUInt32BE(offset + 4);
  if (length < 4 || length > maxPayloadBytes) return { status: "corrupt" };
  if (available < headerBytes + length) return { status: "incomplete", needed: headerBytes + length };
  const payloadAt = offset + headerBytes;
  const end = payloadAt + length;
  const crc = crc32(buffer.subarray(payloadAt, end), crc32(buffer.subarray(offset, offset + crcOffset)));
  if (crc !== buffer.readUInt32BE(offset + crcOffset)) return { status: "corrupt" };
  const jsonBytes = buffer.readUInt32BE(payloadAt);
  const jsonAt = payloadAt + 4;
  if (jsonAt + jsonBytes > end) return { status: "corrupt" };
  const seq = buffer.readUInt32BE(offset + 8) * twoPow32 + buffer.readUInt32BE(offset + 12);
  const json = buffer.toString("utf8", jsonAt, jsonAt + jsonBytes);
  return { status: "record", record: { kind, seq, json, body: buffer.subarray(jsonAt + jsonBytes, end), end } };
}

/** Offset of the next whole and undamaged record at or after `from`, or -1. */
export function findRecord(buffer: Buffer, from: number): number {
  for (let at = buffer.indexOf(magicBytes, from); at !== -1; at = buffer.indexOf(magicBytes, at + 1)) {
    if (decodeRecord(buffer, at).status === "record") return at;
  }
  return -1;
}
