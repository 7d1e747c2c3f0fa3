/**
 * Where bytes occur in bytes, from a place on; -1 for nowhere. Horspool's search: it looks at about one byte in as many as
 * the needle is long, so a boundary is found in megabytes of audio at little cost.
 */
export function findBytes(haystack: Uint8Array, needle: Uint8Array, from = 0): number {
  const last = needle.length - 1;
  if (last < 0) return from;
  const shifts = new Uint32Array(256).fill(needle.length);
  for (let at = 0; at < last; at++) shifts[needle[at] ?? 0] = last - at;
  let at = from;
  while (at + last < haystack.length) {
    let back = last;
    while (back >= 0 && haystack[at + back] === needle[back]) back -= 1;
    if (back < 0) return at;
    at += shifts[haystack[at + last] ?? 0] ?? 1;
  }
  return -1;
}
