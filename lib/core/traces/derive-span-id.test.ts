import fc from "fast-check";
import { expect, it } from "vitest";
import { deriveSpanId } from "./derive-span-id";

const mask = (1n << 64n) - 1n;

/** SplitMix64 as published, on whole numbers of 64 bits. */
function mix(value: bigint): bigint {
  let z = (value + 0x9e3779b97f4a7c15n) & mask;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
}

it("gives the ids that SplitMix64 gives, whatever the halves carry over", () => {
  const id = fc.oneof(
    fc.bigInt(0n, mask),
    fc.constantFrom(0n, 1n, mask, 0xffffffffn, 0xffffffff00000000n, 0x80000000n, 0x61c8864680b583ebn),
  );
  fc.assert(
    fc.property(id, fc.nat(100_000), (spanId, index) => {
      const expected = mix(mix(spanId) ^ BigInt(index + 1));
      const given = spanId.toString(16).padStart(16, "0");
      expect(deriveSpanId(given, index)).toBe(expected.toString(16).padStart(16, "0"));
    }),
    { numRuns: 2_000 },
  );
});
