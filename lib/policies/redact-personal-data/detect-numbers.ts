/** Account numbers, payment cards, US social security numbers and telephone numbers. */
import { contextLength, isDigit, matchAt, type Detect } from "./detector";
import { closeRange, countDigits, isInsideNumber } from "./number-place";

const SPACE = 32;
const OPENING = 40;
const CLOSING = 41;
const PLUS = 43;
const HYPHEN = 45;
const ZERO = 48;

function hasLuhnChecksum(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** How cards are written: in one piece, in fours, or 4-6-5 and 4-6-4. */
function isCardGrouping(sizes: readonly number[]): boolean {
  if (sizes.length === 1) return true;
  if (sizes.length === 3 && sizes[1] === 6) return sizes[0] === 4 && (sizes[2] === 5 || sizes[2] === 4);
  return sizes.slice(0, -1).every((size) => size === 4) && (sizes.at(-1) ?? 0) <= 4;
}

/** Sizes of the groups of digits from `at` on, separated like the first two; a card has no more than five. */
function readGroups(text: string, at: number): number[] {
  const sizes: number[] = [];
  let end = at;
  let separator: number | null = null;
  while (sizes.length < 5) {
    const size = countDigits(text, end, 20);
    if (size === 0) break;
    sizes.push(size);
    end += size;
    const next = text.charCodeAt(end);
    if ((next !== SPACE && next !== HYPHEN) || (separator !== null && next !== separator)) break;
    separator = next;
    end++;
  }
  return sizes;
}

function isCard(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19 && hasLuhnChecksum(digits);
}

/** A payment card: 13 to 19 digits in a usual grouping whose checksum (ISO/IEC 7812) fits. */
export const detectCard: Detect = (scene, at) => {
  const { text } = scene;
  const first = text.charCodeAt(at);
  if (first < ZERO + 2 || first > ZERO + 6) return null;
  const size = countDigits(text, at, 20);
  if ((size !== 4 && size < 13) || isInsideNumber(scene, at)) return null;
  const sizes = readGroups(text, at);
  // Other numbers may follow (an expiry year): shorten by a group until a card is left.
  for (; sizes.length > 0; sizes.pop()) {
    const length = sizes.reduce((sum, group) => sum + group + 1, -1);
    const isFitting = isCardGrouping(sizes) && isCard(text.slice(at, at + length).replace(/[ -]/g, ""));
    const range = isFitting ? closeRange(scene, at, at + length) : null;
    if (range !== null) return range;
  }
  return null;
};

/** Whether three groups of these sizes stand at an offset, joined by hyphens. */
function hasGroups(text: string, at: number, [first, second, third]: readonly [number, number, number]): boolean {
  const middle = at + first + 1;
  const last = middle + second + 1;
  if (text.charCodeAt(middle - 1) !== HYPHEN || text.charCodeAt(last - 1) !== HYPHEN) return false;
  const areFilled = countDigits(text, at, first) === first && countDigits(text, middle, second) === second;
  return areFilled && countDigits(text, last, third) === third;
}

const accountSizes = [4, 4, 4] as const;
const ssnSizes = [3, 2, 4] as const;
const namedAccountShape = /\d(?:[ -]?\d){5,16}/y;
const accountName = /(?:^|[^A-Za-z0-9])(?:account|acct)\.?\s*(?:number|num|no\.?|nr\.?|#)?\s*(?:is|:|=|#)?\s*#?$/i;
/** Last letters of the words that name an account number. */
const nameEnds = /[trmos#:=.]/i;

/** Whether an account is named before an offset. */
function isNamedAccount(text: string, at: number): boolean {
  let end = at;
  while (end > 0 && at - end < 8 && /\s/.test(text[end - 1] ?? "")) end--;
  return nameEnds.test(text[end - 1] ?? "") && accountName.test(text.slice(Math.max(0, at - contextLength), at));
}

/** An account number: four digits thrice with hyphens, or any longer number that is called one. */
export const detectAccountNumber: Detect = (scene, at) => {
  const { text } = scene;
  if (!isDigit(text.charCodeAt(at))) return null;
  if (hasGroups(text, at, accountSizes) && !isInsideNumber(scene, at)) {
    const range = closeRange(scene, at, at + 14);
    if (range !== null) return range;
  }
  if (!isNamedAccount(text, at) || isInsideNumber(scene, at)) return null;
  const written = matchAt(namedAccountShape, text, at);
  return written === null ? null : closeRange(scene, at, at + written.length);
};

/** A US social security number; areas 000, 666 and 9xx, group 00 and serial 0000 are never given. */
export const detectSsn: Detect = (scene, at) => {
  const { text } = scene;
  if (!hasGroups(text, at, ssnSizes)) return null;
  if (/^(?:000|666|9)|-00-|-0000$/.test(text.slice(at, at + 11)) || isInsideNumber(scene, at)) return null;
  return closeRange(scene, at, at + 11);
};

const internationalShape = /\+\d(?:[ .()-]{0,2}\d){6,14}/y;
const americanShape = /(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([ .-]))\d{3}[ .-]\d{4}/y;
const trunkShape = /(?:\(0\d{1,4}\)|0\d{1,4})[ /-]\d{3,4}(?:[ -]?\d{2,5}){1,2}/y;

function countAllDigits(written: string): number {
  let count = 0;
  for (let at = 0; at < written.length; at++) if (isDigit(written.charCodeAt(at))) count++;
  return count;
}

function isInternational(written: string): boolean {
  return countAllDigits(written) >= (/[ .()-]/.test(written) ? 8 : 10);
}

function isTrunk(written: string): boolean {
  const digits = countAllDigits(written);
  return digits >= 9 && digits <= 12;
}

/** Which shapes a telephone number that begins like this can have. */
function choosePhoneShape(text: string, at: number): RegExp | null {
  const first = text.charCodeAt(at);
  if (first === PLUS) return internationalShape;
  const start = first === OPENING ? at + 1 : at;
  const size = countDigits(text, start, 6);
  const after = text.charCodeAt(start + size);
  if (first === OPENING && after !== CLOSING) return null;
  if (text.charCodeAt(start) === ZERO) return size >= 2 && size <= 5 ? trunkShape : null;
  return size === 3 || (size === 1 && first === ZERO + 1) ? americanShape : null;
}

function isPhone(shape: RegExp, written: string): boolean {
  if (shape === internationalShape) return isInternational(written);
  return shape === americanShape || isTrunk(written);
}

/** A telephone number: with country code, as written in North America, or with a trunk prefix and separators. */
export const detectPhone: Detect = (scene, at) => {
  const shape = choosePhoneShape(scene.text, at);
  if (shape === null || isInsideNumber(scene, at)) return null;
  const written = matchAt(shape, scene.text, at);
  return written === null || !isPhone(shape, written) ? null : closeRange(scene, at, at + written.length);
};
