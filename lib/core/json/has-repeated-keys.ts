import type { Json } from "../dialects/dialect-adapter";

const quote = 34;
const backslash = 92;
const colon = 58;

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** How many keys are written in valid JSON: strings that a colon follows. */
function countWrittenKeys(bytes: Uint8Array): number {
  let keys = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== quote) continue;
    at++;
    while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    let next = at + 1;
    while (isSpace(bytes[next])) next++;
    if (bytes[next] === colon) keys++;
  }
  return keys;
}

/** How many keys were left after parsing. Iterative: depth comes from outside. */
function countParsedKeys(root: Json): number {
  const stack: Json[] = [root];
  let keys = 0;
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const children: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
    if (!Array.isArray(value)) keys += children.length;
    for (const child of children) if (typeof child === "object" && child !== null) stack.push(child);
  }
  return keys;
}

/**
 * Whether an object in the document has a key twice. Parsers disagree about which one counts, so what one of them read is
 * not what another gets.
 * @param parsed what `JSON.parse` made of `bytes`
 */
export function hasRepeatedKeys(bytes: Uint8Array, parsed: Json): boolean {
  return countWrittenKeys(bytes) !== countParsedKeys(parsed);
}
