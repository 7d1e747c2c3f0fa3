/** Account numbers, payment cards, US social security numbers and telephone numbers. */
import { contextLength, matchAt, readExtent, type Detect, type Detection, type Place } from "./detector";

const numberExtent = /\d(?:[ ./-]?\d){0,24}[ ./-]?/y;

/** Whether a number goes on to the left (`0.1234`, `12-3456`, `x1234`), so that nothing begins here. */
function isInsideNumber({ text, at }: Place): boolean {
  return /[\w$]$|\d[.,-]$|[.]$|-\d*-$/.test(text.slice(Math.max(0, at - 2), at));
}

/** Whether a number goes on to the right, so that it does not end here. */
function goesOn({ text, isEnd }: Place, end: number): boolean | "open" {
  if (!isEnd && end === text.length - 1 && /[.,-]/.test(text[end] ?? "")) return "open";
  return /^(?:\w|[.,-]\d)/.test(text.slice(end, end + 2));
}

/** A range that ends here, unless the number goes on. */
function closeRange(place: Place, end: number): Detection {
  const next = goesOn(place, end);
  if (next === "open") return "open";
  return next ? null : { start: place.at, end };
}

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
function isCardGrouping(groups: readonly string[]): boolean {
  const sizes = groups.map((group) => group.length);
  if (sizes.length === 1) return true;
  if (sizes.length === 3 && sizes[0] === 4 && sizes[1] === 6 && (sizes[2] === 5 || sizes[2] === 4)) return true;
  return sizes.slice(0, -1).every((size) => size === 4) && (sizes.at(-1) ?? 0) <= 4;
}

const cardShape = /[2-6]\d{0,18}(?:[ -]\d{1,19}){0,6}/y;

function isCard(written: string): boolean {
  const digits = written.replace(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  const hasOneSeparator = !(written.includes(" ") && written.includes("-"));
  return hasOneSeparator && isCardGrouping(written.split(/[ -]/)) && hasLuhnChecksum(digits);
}

/** A payment card: 13 to 19 digits in a usual grouping whose checksum (ISO/IEC 7812) fits. */
export const detectCard: Detect = (place) => {
  const { at } = place;
  const extent = readExtent(numberExtent, place);
  if (extent === "open" || extent === null) return extent;
  if (extent - at < 13 || isInsideNumber(place)) return null;
  let written = (matchAt(cardShape, place) ?? "").slice(0, extent - at);
  // Other numbers may follow (an expiry year): shorten by a group until a card is left.
  while (written.length >= 13) {
    const trimmed = written.replace(/[ -]+$/, "");
    const range = isCard(trimmed) ? closeRange(place, at + trimmed.length) : null;
    if (range !== null) return range;
    const cut = Math.max(trimmed.lastIndexOf(" "), trimmed.lastIndexOf("-"));
    written = cut < 0 ? "" : trimmed.slice(0, cut);
  }
  return null;
};

function detectShape(place: Place, pattern: RegExp, isValid: (written: string) => boolean): Detection {
  const extent = readExtent(numberExtent, place);
  if (extent === "open" || extent === null) return extent;
  const written = matchAt(pattern, place);
  if (written === null || !isValid(written) || isInsideNumber(place)) return null;
  return closeRange(place, place.at + written.length);
}

const accountShape = /\d{4}-\d{4}-\d{4}/y;
const namedAccountShape = /\d(?:[ -]?\d){5,16}/y;
const accountName = /\b(?:account|acct)\.?\s*(?:number|num|no\.?|nr\.?|#)?\s*(?:is|:|=|#)?\s*#?$/i;

/** An account number: four digits thrice with hyphens, or any longer number that is called one. */
export const detectAccountNumber: Detect = (place) => {
  const shaped = detectShape(place, accountShape, () => true);
  if (shaped !== null) return shaped;
  return detectShape(place, namedAccountShape, () => {
    return accountName.test(place.text.slice(Math.max(0, place.at - contextLength), place.at));
  });
};

const ssnShape = /\d{3}-\d{2}-\d{4}/y;

/** A US social security number; areas 000, 666 and 9xx, group 00 and serial 0000 are never given. */
export const detectSsn: Detect = (place) => {
  return detectShape(place, ssnShape, (written) => !/^(?:000|666|9)|-00-|-0000$/.test(written));
};

const phoneExtent = /[+(\d][\d ().\-/]{0,31}/y;
const internationalShape = /\+\d(?:[ .()-]{0,2}\d){6,14}/y;
const americanShape = /(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([ .-]))\d{3}[ .-]\d{4}/y;
const trunkShape = /(?:\(0\d{1,4}\)|0\d{1,4})[ /-]\d{3,4}(?:[ -]?\d{2,5}){1,2}/y;

function isInternational(written: string): boolean {
  const digits = written.replace(/\D/g, "").length;
  return /[ .()-]/.test(written) ? digits >= 8 : digits >= 10;
}

function isTrunk(written: string): boolean {
  const digits = written.replace(/\D/g, "").length;
  return digits >= 9 && digits <= 12;
}

const phoneShapes: readonly (readonly [RegExp, (written: string) => boolean])[] = [
  [internationalShape, isInternational],
  [americanShape, () => true],
  [trunkShape, isTrunk],
];

/** A telephone number: with country code, as written in North America, or with a trunk prefix and separators. */
export const detectPhone: Detect = (place) => {
  const extent = readExtent(phoneExtent, place);
  if (extent === "open" || extent === null) return extent;
  if (extent - place.at < 9 || isInsideNumber(place)) return null;
  for (const [shape, isValid] of phoneShapes) {
    const written = matchAt(shape, place);
    const range = written === null || !isValid(written) ? null : closeRange(place, place.at + written.length);
    if (range !== null) return range;
  }
  return null;
};
