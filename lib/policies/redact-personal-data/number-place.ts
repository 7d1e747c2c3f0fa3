/** What stands left and right of a number: whether it begins, ends or goes on there. */
import { isAlphanumeric, isDigit, isLetter, matchAt, type Detection, type Scene } from "./detector";

const DOLLAR = 36;
const COMMA = 44;
const HYPHEN = 45;
const DOT = 46;
const UNDERSCORE = 95;

/** Whether a number goes on to the left (`0.1234`, `12-3456`, `x1234`), so that nothing begins here. `No.1234` begins. */
export function isInsideNumber({ text, isCut }: Scene, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (isDigit(before) || before === DOLLAR) return true;
  if (isAlphanumeric(before)) return !isCut(at);
  const second = text.charCodeAt(at - 2);
  if (before === COMMA || before === UNDERSCORE) return isDigit(second);
  if (before === HYPHEN) return isDigit(second) || second === HYPHEN;
  if (before !== DOT) return false;
  return !isAlphanumeric(second) || isDigit(second);
}

function isJoint(unit: number): boolean {
  return unit === DOT || unit === COMMA || unit === HYPHEN || unit === UNDERSCORE;
}

/** A range that ends here, unless the number goes on to the right. */
export function closeRange({ text, isEnd, isCut }: Scene, start: number, end: number): Detection {
  const after = text.charCodeAt(end);
  if (isDigit(after)) return null;
  if (isAlphanumeric(after)) return isCut(end) ? { start, end } : null;
  if (isJoint(after)) {
    if (!isEnd && end === text.length - 1) return "open";
    if (isDigit(text.charCodeAt(end + 1))) return null;
  }
  return { start, end };
}

/** How many digits stand at an offset, counted up to `most`. */
export function countDigits(text: string, at: number, most: number): number {
  let size = 0;
  while (size < most && isDigit(text.charCodeAt(at + size))) size++;
  return size;
}

const SPACE = 32;
const OPENING = 40;
const SLASH = 47;
const COLON = 58;
const leastAlone = 6;

/** Whether a short group of digits stands alone (a year, an amount): most numbers do, and nothing that is looked for is one. */
export function isLoneGroup({ text, isEnd }: Scene, at: number): boolean {
  const size = countDigits(text, at, leastAlone);
  if (size === 0 || size === leastAlone) return false;
  const after = text.charCodeAt(at + size);
  if (after === COLON || isLetter(after)) return false;
  if (after !== SPACE && after !== HYPHEN && after !== DOT && after !== SLASH) return isEnd || at + size < text.length;
  if (at + size + 1 === text.length) return isEnd;
  const next = text.charCodeAt(at + size + 1);
  return !isDigit(next) && next !== OPENING;
}

/** The longest stretch that is looked at for a number; both patterns are bounded by it. */
const longestNumber = 50;
const numberExtent = /\d(?:[ ./-]?\d){0,24}[ ./-]?/y;
const phoneExtent = /[+(\d][\d ().\-/]{0,47}/y;

/** Whether what begins here reaches the end of what has come, and may become another number than it is. */
export function isOpenNumber({ text, isEnd }: Scene, at: number): boolean {
  if (isEnd || text.length - at > longestNumber) return false;
  const reach = Math.max(matchAt(numberExtent, text, at)?.length ?? 0, matchAt(phoneExtent, text, at)?.length ?? 0);
  return at + reach === text.length;
}
