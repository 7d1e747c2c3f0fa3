const mask = (1n << 64n) - 1n;

/** One step of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves half of the output's. */
function mix(value: bigint): bigint {
  let z = (value + 0x9e3779b97f4a7c15n) & mask;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
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
  const seed = mix(BigInt(`0x${spanId}`));
  return (index) => {
    const mixed = mix(seed ^ BigInt(index + 1));
    return (mixed === 0n ? 1n : mixed).toString(16).padStart(16, "0");
  };
}

/** The id of the span of the request to the provider, which is needed before the others are made. */
export function deriveUpstreamSpanId(spanId: string): string {
  return deriveSpanId(spanId, 0);
}
