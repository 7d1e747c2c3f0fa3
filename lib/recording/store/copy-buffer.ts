import type { JsonPieces } from "../assemble/call-rows";

/**
 * Rows in the binary form of Postgres' COPY: a signature, then for each row its number of fields and for each field its
 * length (-1 for NULL) and bytes, then -1. See "Binary Format" in the documentation of COPY.
 */
export const copySignature = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
export const copyEnd = Buffer.from([0xff, 0xff]);
const firstBytes = 256 * 1024;
const maxUtf8BytesPerUnit = 3;
/** Longer texts are measured instead of being given the most room that they could need. */
const measuredLength = 64 * 1024;
const twoPow32 = 2 ** 32;
/** 2000-01-01, from which Postgres counts, in epoch milliseconds. */
const postgresEpochMs = 946_684_800_000;
const jsonbVersion = 1;
const textOid = 25;
const float8Oid = 701;
const dash = 0x2d;
const uuidLength = 36;
/** Up to this many characters a loop is faster than a call into the runtime. */
const shortText = 40;
const lastAscii = 0x7f;

const noDigit = 16;

/** The value of a hexadecimal digit; `noDigit` for everything else. */
function readHexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x57;
  return letter >= 10 && letter < noDigit ? letter : noDigit;
}

function boundUtf8(text: string): number {
  return text.length > measuredLength ? Buffer.byteLength(text) : text.length * maxUtf8BytesPerUnit;
}

/** Groups of four decimal digits, as `numeric` keeps them; `text` must look like `-12.345`. */
function splitNumeric(text: string): { digits: number[]; weight: number; isNegative: boolean; scale: number } {
  const isNegative = text.startsWith("-");
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, "0");
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  const digits = (left + right).match(/.{4}/g)?.map(Number) ?? [];
  return { digits, weight: left.length / 4 - 1, isNegative, scale: fraction.length };
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Grows as it is written to, and is used again for the next batch. */
export class CopyBuffer {
  private buffer = Buffer.allocUnsafeSlow(firstBytes);
  private view = viewOf(this.buffer);
  private at = 0;
  /** The UUID that was written last, and where: of one call's rows most are the same. */
  private lastUuid = "";
  private lastUuidAt = 0;

  get capacity(): number {
    return this.buffer.length;
  }

  get length(): number {
    return this.at;
  }

  /** Forgets what was written from `length` on; what was taken of it is no longer valid. */
  cut(length: number): void {
    this.at = length;
    this.lastUuid = "";
  }

  /** A view, valid until the next write. */
  take(start: number, end: number): Buffer {
    return this.buffer.subarray(start, end);
  }

  /** Overwrites an `int8` that begins at `start`, where its length lies. */
  setInt8(start: number, value: bigint): void {
    this.buffer.writeBigInt64BE(value, start + 4);
  }

  row(fields: number): void {
    this.int16(fields);
  }

  null(): void {
    this.int32(-1);
  }

  /** @throws RangeError for what is no UUID */
  uuid(value: string): void {
    if (value.length !== uuidLength) throw new RangeError("not a UUID");
    this.reserve(20);
    this.int32(16);
    if (value === this.lastUuid) {
      this.buffer.copyWithin(this.at, this.lastUuidAt, this.lastUuidAt + 16);
      this.at += 16;
      return;
    }
    const start = this.at;
    for (let index = 0; index < uuidLength; index += 2) {
      if (value.charCodeAt(index) === dash) index += 1;
      const high = readHexDigit(value.charCodeAt(index));
      const low = readHexDigit(value.charCodeAt(index + 1));
      if ((high | low) >> 4 !== 0) throw new RangeError("not a UUID");
      this.buffer[this.at++] = (high << 4) | low;
    }
    this.lastUuid = value;
    this.lastUuidAt = start;
  }

  text(value: string): void {
    this.reserve(4 + boundUtf8(value));
    const length = this.writeShort(value, this.at + 4) ? value.length : this.buffer.write(value, this.at + 4);
    this.view.setInt32(this.at, length);
    this.at += 4 + length;
  }

  bool(value: boolean): void {
    this.reserve(5);
    this.int32(1);
    this.buffer[this.at++] = value ? 1 : 0;
  }

  int4(value: number): void {
    this.int32(4);
    this.reserve(4);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  /** @param value a safe integer, or a `bigint` */
  int8(value: number | bigint): void {
    this.reserve(12);
    this.int32(8);
    if (typeof value === "bigint") {
      this.at = this.buffer.writeBigInt64BE(value, this.at);
      return;
    }
    const high = Math.floor(value / twoPow32);
    this.at = this.buffer.writeInt32BE(high, this.at);
    this.at = this.buffer.writeUInt32BE(value - high * twoPow32, this.at);
  }

  float8(value: number): void {
    this.reserve(12);
    this.int32(8);
    this.at = this.buffer.writeDoubleBE(value, this.at);
  }

  /** @param value epoch milliseconds; fractions are cut off */
  timestamptz(value: number): void {
    this.int8((Math.floor(value) - postgresEpochMs) * 1000);
  }

  /** @param value a plain decimal such as `0.00012` */
  numeric(value: string): void {
    const { digits, weight, isNegative, scale } = splitNumeric(value);
    this.int32(8 + digits.length * 2);
    for (const part of [digits.length, weight, isNegative ? 0x4000 : 0, scale, ...digits]) this.int16(part);
  }

  bytea(value: Uint8Array): void {
    this.int32(value.byteLength);
    this.bytes(value);
  }

  jsonb(value: string | JsonPieces): void {
    const lengthAt = this.at;
    this.reserve(5);
    this.at += 4;
    this.buffer[this.at++] = jsonbVersion;
    if (typeof value === "string") this.utf8(value);
    else {
      for (const piece of value) {
        if (typeof piece === "string") this.utf8(piece);
        else this.bytes(piece);
      }
    }
    this.buffer.writeInt32BE(this.at - lengthAt - 4, lengthAt);
  }

  textArray(values: readonly string[]): void {
    const lengthAt = this.beginArray(values.length, textOid);
    for (const value of values) this.text(value);
    this.buffer.writeInt32BE(this.at - lengthAt - 4, lengthAt);
  }

  float8Array(values: readonly number[]): void {
    const lengthAt = this.beginArray(values.length, float8Oid);
    for (const value of values) this.float8(value);
    this.buffer.writeInt32BE(this.at - lengthAt - 4, lengthAt);
  }

  /** Dimensions, no NULLs, type of the elements, and of the only dimension its length and first index. */
  private beginArray(length: number, oid: number): number {
    const lengthAt = this.at;
    this.int32(0);
    for (const part of length === 0 ? [0, 0, oid] : [1, 0, oid, length, 1]) this.int32(part);
    return lengthAt;
  }

  private int16(value: number): void {
    this.reserve(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  private int32(value: number): void {
    this.reserve(4);
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  /** Writes a short text as long as it is ASCII. @returns whether it was */
  private writeShort(text: string, start: number): boolean {
    if (text.length > shortText) return false;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > lastAscii) return false;
      this.buffer[start + index] = code;
    }
    return true;
  }

  private utf8(text: string): void {
    this.reserve(boundUtf8(text));
    this.at += this.buffer.write(text, this.at);
  }

  private bytes(value: Uint8Array): void {
    this.reserve(value.byteLength);
    this.buffer.set(value, this.at);
    this.at += value.byteLength;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
    this.view = viewOf(grown);
  }
}
