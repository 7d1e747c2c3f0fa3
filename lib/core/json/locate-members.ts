/** Finds the members of one JSON object in raw bytes, so that something can be spliced in without writing anything anew. */

/** Where a value stands: `[start, end)`. */
export interface MemberRange {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const decoder = new TextDecoder();

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 10 || bytes[at] === 13) at++;
  return at;
}

/** Offset after the string literal that begins at `start`. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** How a byte outside of strings changes the depth of nesting. */
function stepOf(byte: number): number {
  if (byte === 91 || byte === 123) return 1;
  return byte === 93 || byte === 125 ? -1 : 0;
}

/** Offset after the value that begins at `start`: the first `,` `}` or `]` that does not belong to it, less white space. */
function skipValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let end = start;
  for (let at = start; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const step = stepOf(byte);
    if (depth === 0 && (byte === COMMA || step < 0)) return end;
    depth += step;
    const isSpace = skipSpace(bytes, at) > at;
    at = byte === QUOTE ? skipString(bytes, at) : at + 1;
    if (!isSpace) end = at;
  }
  return end;
}

function readKey(bytes: Uint8Array, start: number, end: number): string | null {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(start, end))) as string;
  } catch {
    return null;
  }
}

/**
 * The values of the object that begins at `from` (white space before it is skipped), by key.
 * @returns `null` when there is no object, it is malformed on the way, or it has a key twice
 */
export function locateMembers(bytes: Uint8Array, from = 0): ReadonlyMap<string, MemberRange> | null {
  let at = skipSpace(bytes, from);
  if (bytes[at] !== 123) return null;
  const members = new Map<string, MemberRange>();
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === 125) return members;
  for (;;) {
    if (bytes[at] !== QUOTE) return null;
    const keyEnd = skipString(bytes, at);
    const key = readKey(bytes, at, keyEnd);
    at = skipSpace(bytes, keyEnd);
    if (key === null || members.has(key) || bytes[at] !== COLON) return null;
    const start = skipSpace(bytes, at + 1);
    const end = skipValue(bytes, start);
    if (end === start) return null;
    members.set(key, { start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === 125) return members;
    if (bytes[at] !== COMMA) return null;
    at = skipSpace(bytes, at + 1);
  }
}
