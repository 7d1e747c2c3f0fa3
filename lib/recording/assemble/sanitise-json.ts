import { readableDepth } from "@/lib/core/json/is-deeper-than";
import { isEmpty } from "@/lib/core/json/is-empty";

/**
 * `jsonb` refuses NUL and lone surrogates, so the readable view replaces them by U+FFFD and says so. The raw bytes,
 * which are the record, keep them.
 */

const replacement = "\ufffd";
/** Escapes of NUL and surrogates. Pairs of surrogates are fine, but only a walk can tell; most bodies have neither. */
const suspectEscape = /\\u(?:0000|d[89a-f])/i;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const numberBeyondNumeric = /[eE][+-]?\d{5}|\d{2000}/;

/** Whether JSON text can go into a `jsonb` column as it stands. */
export function isStorableJson(text: string): boolean {
  return !text.includes("\\u") || !suspectEscape.test(text);
}

/** Whether JSON text has numbers that `numeric` cannot hold; they become what JavaScript makes of them. */
export function hasHugeNumber(text: string): boolean {
  return numberBeyondNumeric.test(text);
}

/** Replaces what Postgres text cannot hold. */
export function sanitiseText(text: string, notes: Set<string>): string {
  let clean = text;
  if (clean.includes("\0")) {
    clean = clean.replaceAll("\0", replacement);
    notes.add("nul_replaced");
  }
  const wellFormed = clean.replace(loneSurrogate, replacement);
  if (wellFormed !== clean) notes.add("lone_surrogate_replaced");
  return wellFormed;
}

/** A copy of a JSON value with every text and key sanitised. Keys named `__proto__` stay data. */
export function sanitiseValue(value: unknown, notes: Set<string>): unknown {
  if (typeof value === "string") return sanitiseText(value, notes);
  if (Array.isArray(value)) return value.map((item) => sanitiseValue(item, notes));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [sanitiseText(key, notes), sanitiseValue(item, notes)]));
}

/** JSON text that Postgres accepts; walks the value only when there is something to replace. */
export function stringifyStorable(value: unknown, notes: Set<string>): string {
  if (isEmpty(value)) return Array.isArray(value) ? "[]" : "{}";
  const text = JSON.stringify(value);
  return isStorableJson(text) ? text : JSON.stringify(sanitiseValue(value, notes));
}

const quote = 0x22;
const backslash = 0x5c;

const opening = [0x7b, 0x5b] as const;

/** Whether there are so many brackets at all, in strings or not; most bodies have fewer. */
function mayNestTooDeep(bytes: Buffer): boolean {
  let found = 0;
  for (const bracket of opening) {
    for (let at = bytes.indexOf(bracket); at !== -1; at = bytes.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > readableDepth) return true;
    }
  }
  return false;
}

/** Whether JSON nests deeper than `readableDepth`, found without recursion. */
export function nestsTooDeep(bytes: Buffer): boolean {
  return mayNestTooDeep(bytes) && measureDepth(bytes) > readableDepth;
}

function measureDepth(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === quote) inString = !inString;
    else if (inString) index += byte === backslash ? 1 : 0;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    if (depth > deepest) deepest = depth;
    if (deepest > readableDepth) break;
  }
  return deepest;
}
