/** E-mail addresses, IP addresses and bank accounts (IBAN). */
import {
  isAlphanumeric,
  isDigit,
  isLetter,
  isSpacedLetter,
  matchAt,
  readExtent,
  type Detect,
  type Detection,
  type Scene,
} from "./detector";

const PERCENT = 37;
const APOSTROPHE = 39;
const PLUS = 43;
const HYPHEN = 45;
const DOT = 46;
const COLON = 58;
const UNDERSCORE = 95;
const longestLocal = 64;
const longestDomain = 253;

function isNameUnit(unit: number): boolean {
  return isAlphanumeric(unit) || isSpacedLetter(unit);
}

/** What the part before the sign is written with, in practice (RFC 5322 allows more). */
function isLocalUnit(unit: number): boolean {
  if (isNameUnit(unit) || unit === DOT || unit === HYPHEN || unit === UNDERSCORE) return true;
  return unit === PLUS || unit === PERCENT || unit === APOSTROPHE;
}

/** Where the address begins whose sign is at `sign`, not before `least`; `sign` when there is none. */
export function findLocalStart(text: string, sign: number, least: number): number {
  const first = Math.max(least, sign - longestLocal);
  let at = sign;
  while (at > first && isLocalUnit(text.charCodeAt(at - 1))) at--;
  while (at < sign && !isNameUnit(text.charCodeAt(at))) at++;
  return at;
}

const otherLetter = /[\p{L}\p{M}\p{N}]/u;

/** A label of a domain is written in one kind of letters: what follows `.com` in Chinese is not a part of it. */
function skipLabel(text: string, at: number): number {
  let end = at;
  if (isNameUnit(text.charCodeAt(at)))
    while (isNameUnit(text.charCodeAt(end)) || text.charCodeAt(end) === HYPHEN) end++;
  else while (text.charCodeAt(end) > 127 && otherLetter.test(text[end] ?? "")) end++;
  return Math.min(end, at + longestDomain);
}

/** Where a name that may be the last of a domain ends: letters only, or an encoded one. */
function findTopEnd(text: string, at: number, labelEnd: number): number | null {
  if (/^xn--[a-z0-9-]+$/i.test(text.slice(at, labelEnd))) return labelEnd;
  let end = at;
  while (end < labelEnd && !isDigit(text.charCodeAt(end)) && text.charCodeAt(end) !== HYPHEN) end++;
  const isBounded = end === labelEnd || text.charCodeAt(end) === HYPHEN;
  return isBounded && end - at >= 2 && end - at <= 24 ? end : null;
}

interface Domain {
  /** Where the longest domain name ends; `null` when there is none. */
  readonly end: number | null;
  /** Where reading stopped. */
  readonly readTo: number;
}

/** Reads a domain name: labels joined by dots of which the last is a name. */
function readDomain(text: string, start: number): Domain {
  let end: number | null = null;
  let at = start;
  while (at - start < longestDomain) {
    const labelEnd = skipLabel(text, at);
    if (labelEnd === at) return { end, readTo: at };
    if (at > start) end = findTopEnd(text, at, labelEnd) ?? end;
    if (text.charCodeAt(labelEnd) !== DOT || text.charCodeAt(labelEnd - 1) === HYPHEN) return { end, readTo: labelEnd };
    at = labelEnd + 1;
  }
  return { end, readTo: at };
}

/** Endings of file names that look like a domain (`icon@2x.png`). */
const fileEnding = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|md)$/i;

/** An e-mail address as people write them. @param sign where its `@` is */
export function detectEmail({ text, isEnd }: Scene, at: number, sign: number): Detection {
  const { end, readTo } = readDomain(text, sign + 1);
  if (!isEnd && readTo >= text.length && readTo - sign <= longestDomain) return "open";
  if (end === null || fileEnding.test(text.slice(Math.max(sign, end - 6), end))) return null;
  // `git@host:path` is the address of a repository.
  if (sign - at === 3 && text.startsWith("git@", at) && text.charCodeAt(end) === COLON) return null;
  return { start: at, end };
}

const ip4Extent = /\d[\d.]{0,20}/y;
const ip4Shape = /\d{1,3}(?:\.\d{1,3}){3}/y;
const versionName = /(?:version|release|build|ver\.?|rev\.?)[\s:=]*$/i;
const unroutable = /^(?:0\.|127\.|255\.255\.)/;

/** Whether one to three digits, a dot and a digit stand here. */
function beginsLikeIp4(text: string, at: number): boolean {
  let end = at;
  while (end < at + 3 && isDigit(text.charCodeAt(end))) end++;
  return end > at && text.charCodeAt(end) === DOT && !(text.charCodeAt(end + 1) === DOT);
}

/** Whether four numbers up to 255 that lead somewhere, and not a version. */
function isIp4({ text }: Scene, at: number, written: string): boolean {
  const isRange = written.split(".").every((part) => Number(part) <= 255 && !/^0\d/.test(part));
  return isRange && !unroutable.test(written) && !versionName.test(text.slice(Math.max(0, at - 16), at));
}

function detectIp4(scene: Scene, at: number): Detection {
  const { text, isEnd } = scene;
  if (!beginsLikeIp4(text, at)) return null;
  if (readExtent(ip4Extent, scene, at) === "open") return "open";
  const written = matchAt(ip4Shape, text, at);
  if (written === null || (at > 0 && /[A-Za-z0-9.]/.test(text[at - 1] ?? ""))) return null;
  const end = at + written.length;
  const after = text.slice(end, end + 2);
  if (!isEnd && (after === "-" || after === ".")) return "open";
  return !/^(?:[A-Za-z0-9]|\.\d|-[A-Za-z0-9])/.test(after) && isIp4(scene, at, written) ? { start: at, end } : null;
}

const ip6Extent = /[0-9A-Fa-f:][0-9A-Fa-f:.]{0,45}/y;

/** Whether text is an IPv6 address (RFC 4291 §2.2) that says who somebody is: not `::`, not `::1`. */
function isIp6(written: string): boolean {
  const halves = written.split("::");
  if (halves.length > 2 || !/\d/.test(written) || written === "::1") return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const tail = groups.at(-1) ?? "";
  const size = groups.length + (tail.includes(".") ? 1 : 0);
  const areGroups = groups.every((group, index) => {
    return /^[0-9A-Fa-f]{1,4}$/.test(group) || (index === groups.length - 1 && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(group));
  });
  return areGroups && (halves.length === 2 ? size >= 2 && size <= 7 : size === 8);
}

function isHex(unit: number): boolean {
  return isDigit(unit) || (unit >= 97 && unit <= 102) || (unit >= 65 && unit <= 70);
}

function isIp6Unit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === COLON || unit === DOT || unit === UNDERSCORE;
}

/** Where the address begins whose first colon is at `colon`; `null` when none can. */
export function findIp6Start(text: string, colon: number): number | null {
  let at = colon;
  while (at > 0 && colon - at < 4 && isHex(text.charCodeAt(at - 1))) at--;
  return at > 0 && isIp6Unit(text.charCodeAt(at - 1)) ? null : at;
}

function detectIp6(scene: Scene, at: number): Detection {
  const { text } = scene;
  let colon = at;
  while (colon < at + 4 && isHex(text.charCodeAt(colon))) colon++;
  if (text.charCodeAt(colon) !== COLON || (at > 0 && isIp6Unit(text.charCodeAt(at - 1)))) return null;
  const extent = readExtent(ip6Extent, scene, at);
  if (extent === "open" || extent === null) return extent;
  const written = text.slice(at, extent).replace(/[.:]$/, (last, index: number, all: string) => {
    return last === ":" && all[index - 1] === ":" ? last : "";
  });
  const after = text.charCodeAt(extent);
  if (isAlphanumeric(after) || after === UNDERSCORE || !isIp6(written)) return null;
  return { start: at, end: at + written.length };
}

/** An IP address, version 4 or 6. */
export const detectIp: Detect = (scene, at) => detectIp4(scene, at) ?? detectIp6(scene, at);

/** Lengths by country, from the IBAN registry (SWIFT). */
const ibanLengths = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 " +
    "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 " +
    "LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 " +
    "SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const ibanExtent = /[A-Z]{2}\d\d(?: ?[A-Z0-9]){0,30} ?/y;

/** ISO 13616: the number, turned and read with letters as 10 to 35, leaves 1 when divided by 97. */
function hasIbanChecksum(compact: string): boolean {
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of Number.parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** Where so many letters and digits end, spaces not counted; `null` when there are fewer. */
function skipCompact(text: string, at: number, length: number): number | null {
  let end = at;
  for (let count = 0; count < length; end++) {
    if (isAlphanumeric(text.charCodeAt(end))) count++;
    else if (text[end] !== " ") return null;
  }
  return end;
}

/** An international bank account number with a fitting length and checksum. */
export const detectIban: Detect = (scene, at) => {
  const { text } = scene;
  if (!isLetter(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 2))) return null;
  const extent = readExtent(ibanExtent, scene, at);
  if (extent === "open" || extent === null) return extent;
  const end = skipCompact(text, at, ibanLengths.get(text.slice(at, at + 2)) ?? Infinity);
  if (end === null || end > extent || isAlphanumeric(text.charCodeAt(end))) return null;
  return hasIbanChecksum(text.slice(at, end).replaceAll(" ", "")) ? { start: at, end } : null;
};
