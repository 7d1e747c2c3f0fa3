import { randomHex } from "./random-hex";

let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7) that also grows within one millisecond (method 1: 12-bit counter), so ids sort by creation
 * even when the clock stands still or steps back.
 * @param nowMs epoch milliseconds
 */
export function createUuidV7(nowMs: number): string {
  const random = randomHex(9);
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = parseInt(random.slice(16), 16) & 0x7f;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const version = ((7 << 12) | counter).toString(16);
  const variant = ((parseInt(random.slice(0, 2), 16) & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${random.slice(2, 4)}-${random.slice(4, 16)}`;
}
