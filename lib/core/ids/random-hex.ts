const digits = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

const pool = new Uint8Array(4096);
let at = pool.length;

/** Cryptographically random bytes as lower-case hex. Pooled: one system call serves hundreds of ids. */
export function randomHex(bytes: number): string {
  if (at + bytes > pool.length) {
    crypto.getRandomValues(pool);
    at = 0;
  }
  const codes: number[] = [];
  for (const end = at + bytes; at < end; at++) {
    const byte = pool[at] ?? 0;
    codes.push(digits[byte >> 4] ?? 48, digits[byte & 15] ?? 48);
  }
  return String.fromCharCode(...codes);
}
