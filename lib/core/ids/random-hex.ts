const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const pool = new Uint8Array(4096);
let at = pool.length;

/** Cryptographically random bytes as lower-case hex. Pooled: one system call serves hundreds of ids. */
export function randomHex(bytes: number): string {
  if (at + bytes > pool.length) {
    crypto.getRandomValues(pool);
    at = 0;
  }
  let out = "";
  for (const end = at + bytes; at < end; at++) out += hex[pool[at] ?? 0] ?? "";
  return out;
}
