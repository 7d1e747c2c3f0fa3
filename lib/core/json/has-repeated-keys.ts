import type { Json } from "../dialects/dialect-adapter";
import { asArray, isObject } from "./json-access";

/** JSON as it came, in UTF-8, or decoded. */
type Written = string | Uint8Array;

const quote = 34;
const backslash = 92;
const colon = 58;

/** Byte or UTF-16 unit: what JSON is written with is the same in both. */
function unitAt(written: Written, at: number): number | undefined {
  return typeof written === "string" ? written.charCodeAt(at) : written[at];
}

function findColon(written: Written, from: number): number {
  return typeof written === "string" ? written.indexOf(":", from) : written.indexOf(colon, from);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Where the string ends that begins at a quotation mark: behind its closing mark. */
function skipString(written: Written, from: number): number {
  let at = from + 1;
  for (let byte = unitAt(written, at); at < written.length && byte !== quote; byte = unitAt(written, at))
    at += byte === backslash ? 2 : 1;
  return at + 1;
}

/** How many keys are written in valid JSON: strings that a colon follows. */
function countWrittenKeys(written: Written): number {
  let keys = 0;
  let at = 0;
  while (at < written.length) {
    if (unitAt(written, at) !== quote) {
      at++;
      continue;
    }
    at = skipString(written, at);
    while (isSpace(unitAt(written, at))) at++;
    if (unitAt(written, at) === colon) keys++;
  }
  return keys;
}

/**
 * At least as many as there are keys, and mostly as many: colons behind a quotation mark, in texts or not. The engine finds
 * them ten times as fast as a loop follows the texts.
 */
function boundWrittenKeys(written: Written): number {
  let keys = 0;
  for (let at = findColon(written, 0); at !== -1; at = findColon(written, at + 1)) {
    let before = at - 1;
    while (isSpace(unitAt(written, before))) before--;
    if (unitAt(written, before) === quote) keys++;
  }
  return keys;
}

/** How many keys were left after parsing. Iterative: depth comes from outside. */
function countParsedKeys(root: Json): number {
  const stack: Json[] = [root];
  let keys = 0;
  const visit = (value: Json | undefined): void => {
    if (typeof value === "object" && value !== null) stack.push(value);
  };
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (!isObject(value)) {
      for (const child of asArray(value)) visit(child);
      continue;
    }
    for (const key in value) {
      keys++;
      visit(value[key]);
    }
  }
  return keys;
}

/**
 * Whether an object in the document has a key twice. Parsers disagree about which one counts, so what one of them read is
 * not what another gets.
 * @param parsed what `JSON.parse` made of `written`
 */
export function hasRepeatedKeys(written: Written, parsed: Json): boolean {
  const kept = countParsedKeys(parsed);
  return boundWrittenKeys(written) !== kept && countWrittenKeys(written) !== kept;
}
