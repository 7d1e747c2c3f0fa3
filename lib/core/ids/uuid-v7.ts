const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

let lastMs = 0;
let counter = 0;
const pool = new Uint8Array(2048);
let poolAt = pool.length;

function takeRandom(size: number): Uint8Array {
  if (poolAt + size > pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  poolAt += size;
  return pool.subarray(poolAt - size, poolAt);
}

/**
 * A UUIDv7 (RFC 9562 §5.7) that also grows within one millisecond (method 1: 12-bit counter), so ids sort by creation
 * even when the clock stands still or steps back.
 * @param nowMs epoch milliseconds
 */
export function createUuidV7(nowMs: number): string {
  const random = takeRandom(9);
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = (random[8] ?? 0) & 0x7f;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const b = (index: number): string => hex[random[index] ?? 0] ?? "00";
  const rand = (7 << 12) | counter;
  const variant = hex[((random[0] ?? 0) & 0x3f) | 0x80] ?? "80";
  return `${time.slice(0, 8)}-${time.slice(8)}-${rand.toString(16)}-${variant}${b(1)}-${b(2)}${b(3)}${b(4)}${b(5)}${b(6)}${b(7)}`;
}
