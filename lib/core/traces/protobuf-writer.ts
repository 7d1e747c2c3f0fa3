const encoder = new TextEncoder();
const firstBytes = 64 * 1024;
const mostKept = 1_048_576;
/** The last writer's buffer: what is written grows to the same size again and again, and new memory costs more than writing it. */
let spare = new Uint8Array(firstBytes);

const longestPlain = 128;

/** The value of a lower-case hex digit. */
function digit(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

const twoTo16 = 65_536;
const twoTo32 = 4_294_967_296;

function readDigits(value: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) number = number * 10 + value.charCodeAt(index) - 0x30;
  return number;
}

/** Both halves of a decimal number below 2^63, without `BigInt`, which takes four times as long; each step stays below 2^53. */
function splitDecimal(value: string): { readonly high: number; readonly low: number } {
  const end = value.length - 9;
  const billions = readDigits(value, 0, end);
  const middle = Math.floor(billions / twoTo16) * 1e9;
  const rest =
    (middle % twoTo16) * twoTo16 + (billions % twoTo16) * 1e9 + readDigits(value, Math.max(0, end), value.length);
  return { high: Math.floor(middle / twoTo16) + Math.floor(rest / twoTo32), low: rest % twoTo32 };
}

/**
 * Writes protobuf from its end to its beginning: when a message's length is needed, the message is there already, and nothing
 * is moved or counted twice. Fields are therefore written in reverse order.
 */
export class ProtobufWriter {
  private bytes = spare;
  private view = new DataView(this.bytes.buffer);
  private at = this.bytes.length;

  constructor() {
    // Whoever begins while this one writes gets a buffer of its own.
    spare = new Uint8Array(0);
  }

  /** How much there is; a message's length is the difference. */
  get length(): number {
    return this.bytes.length - this.at;
  }

  finish(): Uint8Array {
    const written = this.bytes.slice(this.at);
    if (this.bytes.length <= mostKept) spare = this.bytes;
    return written;
  }

  /** Writes once more what was there between two lengths. */
  again(before: number, after: number): void {
    const count = after - before;
    this.reserve(count);
    const start = this.bytes.length - after;
    this.at -= count;
    this.bytes.copyWithin(this.at, start, start + count);
  }

  text(field: number, value: string): void {
    this.close(field, this.plainText(value) ? value.length : this.encodedText(value));
  }

  /** Most texts are short and ASCII, for which a call of the encoder costs more than the text. */
  private plainText(value: string): boolean {
    const { length } = value;
    if (length > longestPlain) return false;
    this.reserve(length);
    const start = this.at - length;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      this.bytes[start + index] = code;
    }
    this.at = start;
    return true;
  }

  private encodedText(value: string): number {
    // A character of UTF-16 takes at most three bytes.
    this.reserve(value.length * 3);
    const start = this.at - value.length * 3;
    const { written } = encoder.encodeInto(value, this.bytes.subarray(start, this.at));
    this.bytes.copyWithin(this.at - written, start, start + written);
    this.at -= written;
    return written;
  }

  /** @param hex an even number of lower-case hex digits */
  hex(field: number, hex: string): void {
    const length = hex.length >> 1;
    this.reserve(length);
    this.at -= length;
    for (let index = 0; index < length; index++) {
      this.bytes[this.at + index] = (digit(hex, index * 2) << 4) | digit(hex, index * 2 + 1);
    }
    this.close(field, length);
  }

  /** A number without a sign, of at most 53 bits. */
  number(field: number, value: number): void {
    this.varint(value);
    this.varint(field << 3);
  }

  int64(field: number, value: number): void {
    if (value >= 0) this.varint(value);
    else this.bigVarint(BigInt.asUintN(64, BigInt(value)));
    this.varint(field << 3);
  }

  /** @param value a decimal number below 2^63 */
  fixed64(field: number, value: string): void {
    this.reserve(8);
    this.at -= 8;
    const { high, low } = splitDecimal(value);
    this.view.setUint32(this.at, low, true);
    this.view.setUint32(this.at + 4, high, true);
    this.varint((field << 3) | 1);
  }

  double(field: number, value: number): void {
    this.reserve(8);
    this.at -= 8;
    this.view.setFloat64(this.at, value, true);
    this.varint((field << 3) | 1);
  }

  /** Ends what was written since `length` was `before` as a message. */
  message(field: number, before: number): void {
    this.close(field, this.length - before);
  }

  private close(field: number, length: number): void {
    this.varint(length);
    this.varint((field << 3) | 2);
  }

  private varint(value: number): void {
    if (value < 128) {
      this.reserve(1);
      this.bytes[--this.at] = value;
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
    this.reserve(size);
    this.at -= size;
    let rest = value;
    for (let index = 0; index < size; index++) {
      this.bytes[this.at + index] = (rest % 128) | (index < size - 1 ? 0x80 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  private bigVarint(value: bigint): void {
    const out: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      if (rest < 128n) {
        out.push(Number(rest));
        break;
      }
      out.push(Number(rest & 127n) | 0x80);
    }
    this.reserve(out.length);
    this.at -= out.length;
    this.bytes.set(out, this.at);
  }

  private reserve(count: number): void {
    if (this.at >= count) return;
    const { length } = this;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, length + count, firstBytes));
    larger.set(this.bytes.subarray(this.at), larger.length - length);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
    this.at = larger.length - length;
  }
}
