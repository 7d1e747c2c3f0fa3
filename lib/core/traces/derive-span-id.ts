/** 64 bits as two signed halves: `BigInt` takes four times as long, and a call has a dozen spans. */
interface Halves {
  high: number;
  low: number;
}

/** The high half of the product of two unsigned 32-bit numbers; every step stays below 2^53. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const rest = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (rest >>> 16);
}

function multiply(z: Halves, high: number, low: number): void {
  const top = multiplyHigh(z.low, low);
  z.high = (top + Math.imul(z.high, low) + Math.imul(z.low, high)) | 0;
  z.low = Math.imul(z.low, low);
}

function xorShifted(z: Halves, by: number): void {
  z.low ^= (z.low >>> by) | (z.high << (32 - by));
  z.high ^= z.high >>> by;
}

/** One step of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves half of the output's. */
function mix(z: Halves): Halves {
  const low = (z.low >>> 0) + 0x7f4a7c15;
  z.high = (z.high + 0x9e3779b9 + (low > 0xffffffff ? 1 : 0)) | 0;
  z.low = low | 0;
  xorShifted(z, 30);
  multiply(z, 0xbf58476d, 0x1ce4e5b9);
  xorShifted(z, 27);
  multiply(z, 0x94d049bb, 0x133111eb);
  xorShifted(z, 31);
  return z;
}

function toHex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, "0");
}

/**
 * The id of a call's n-th span, made from the call's own: whoever derives spans of a call, where and when, gets the same ids,
 * so that exported, stored and drawn spans are known to be one.
 * @param spanId 16 hex digits, random
 * @returns 16 hex digits, never all zero
 */
export function deriveSpanId(spanId: string, index: number): string {
  return createSpanIds(spanId)(index);
}

/** The same for many spans of one call. @returns the id of its n-th */
export function createSpanIds(spanId: string): (index: number) => string {
  const { high, low } = mix({ high: parseInt(spanId.slice(0, 8), 16), low: parseInt(spanId.slice(8), 16) });
  return (index) => {
    const mixed = mix({ high, low: low ^ (index + 1) });
    if ((mixed.high | mixed.low) === 0) mixed.low = 1;
    return toHex(mixed.high) + toHex(mixed.low);
  };
}

/** The id of the span of the request to the provider, which is needed before the others are made. */
export function deriveUpstreamSpanId(spanId: string): string {
  return deriveSpanId(spanId, 0);
}
