/**
 * One spelling for characters that people do not tell apart: hyphens of all widths, spaces of all widths, digits of all scripts,
 * full-width letters. Characters without width are left out. Unit by unit, so that it does not matter where a text is cut.
 */
const foreign = /[^\0-\x7f]/;
const invisible = /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20e3\ufe00-\ufe0f\ufeff]/;
const variants =
  /[\u00a0\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u1680\u2000-\u200a\u2010-\u2015\u2019\u202f\u205f\u2212\u2024\u3000\ufe52\ufe58\ufe63\uff01-\uff5e]/g;
/** Zeros of the scripts whose digits are folded. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (unit === "\u2019") return "'";
  if (unit === "\u2024" || unit === "\ufe52") return ".";
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212 || code === 0xfe58 || code === 0xfe63) return "-";
  const zero = zeros.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? " " : String.fromCharCode(48 + code - zero);
}

/** Whether a text has characters that may need another spelling. */
export function hasForeign(text: string): boolean {
  return foreign.test(text);
}

/** The text in one spelling, unit for unit; characters without width are still there. */
export function foldText(text: string): string {
  return text.replace(variants, foldUnit);
}

/** Whether a text has characters without width. */
export function hasInvisible(text: string): boolean {
  return invisible.test(text);
}

/** Whether a character has no width. */
export function isInvisible(unit: string): boolean {
  return invisible.test(unit);
}
