/** E-mail addresses, IP addresses and bank accounts (IBAN). */
import { isAlphanumeric, matchAt, readExtent, type Detect, type Place } from "./detector";

const emailExtent = /[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}(?:@[A-Za-z0-9.-]{0,253})?/y;
const emailShape = /[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9.-]{1,253}/y;
const domainShape = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/;
/** Endings of file names that look like a domain (`icon@2x.png`). */
const fileEnding = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|md)$/i;

/** The longest beginning of `host` that is a domain name. */
function readDomain(host: string): string {
  let domain = host;
  while (domain.includes(".")) {
    if (domainShape.test(domain)) return domain;
    domain = domain.slice(0, Math.max(domain.lastIndexOf("."), domain.lastIndexOf("-"), 0));
  }
  return "";
}

/** An e-mail address as people write them (not all that RFC 5322 allows). */
export const detectEmail: Detect = (place) => {
  const { text, at } = place;
  const extent = readExtent(emailExtent, place);
  if (extent === "open" || extent === null) return extent;
  const written = matchAt(emailShape, place);
  if (written === null) return null;
  const sign = written.indexOf("@");
  const domain = readDomain(written.slice(sign + 1));
  if (domain === "" || fileEnding.test(domain)) return null;
  const end = at + sign + 1 + domain.length;
  // `git@host:path` is the address of a repository.
  if (written.startsWith("git@") && text[end] === ":") return null;
  return { start: at, end };
};

const ip4Extent = /\d[\d.]{0,20}/y;
const ip4Shape = /\d{1,3}(?:\.\d{1,3}){3}/y;
const versionName = /(?:version|release|build|ver\.?|rev\.?)[\s:=]*$/i;
const unroutable = /^(?:0\.|127\.|255\.255\.)/;

function detectIp4(place: Place): ReturnType<Detect> {
  const { text, at, isEnd } = place;
  const extent = readExtent(ip4Extent, place);
  if (extent === "open" || extent === null) return extent;
  const written = matchAt(ip4Shape, place);
  if (written === null || /[\w.]$/.test(text.slice(Math.max(0, at - 1), at))) return null;
  const after = text.slice(at + written.length, at + written.length + 2);
  if (after === "-" && !isEnd) return "open";
  if (/^(?:\w|\.\d|-[A-Za-z0-9])/.test(after)) return null;
  const isRange = written.split(".").every((part) => Number(part) <= 255 && !/^0\d/.test(part));
  if (!isRange || unroutable.test(written) || versionName.test(text.slice(Math.max(0, at - 16), at))) return null;
  return { start: at, end: at + written.length };
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

function detectIp6(place: Place): ReturnType<Detect> {
  const { text, at } = place;
  const extent = readExtent(ip6Extent, place);
  if (extent === "open" || extent === null) return extent;
  if (!text.slice(at, extent).includes(":")) return null;
  const written = text.slice(at, extent).replace(/[.:]$/, (last, index: number, all: string) => {
    return last === ":" && all[index - 1] === ":" ? last : "";
  });
  const isBounded = !/[\w:.]$/.test(text.slice(Math.max(0, at - 1), at)) && !/^\w/.test(text.slice(extent, extent + 1));
  return isBounded && isIp6(written) ? { start: at, end: at + written.length } : null;
}

/** An IP address, version 4 or 6. */
export const detectIp: Detect = (place) => {
  const first = detectIp4(place);
  if (first !== null) return first;
  return detectIp6(place);
};

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

const ibanExtent = /[A-Z](?:[A-Z](?:\d(?:\d(?: ?[A-Z0-9]){0,30} ?)?)?)?/y;

/** ISO 13616: the number, turned and read with letters as 10 to 35, leaves 1 when divided by 97. */
function hasIbanChecksum(compact: string): boolean {
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of Number.parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** An international bank account number with a fitting length and checksum. */
export const detectIban: Detect = (place) => {
  const { text, at } = place;
  const extent = readExtent(ibanExtent, place);
  if (extent === "open" || extent === null) return extent;
  const length = ibanLengths.get(text.slice(at, at + 2));
  if (length === undefined) return null;
  let compact = "";
  let end = at;
  while (end < extent && compact.length < length) {
    if (text[end] !== " ") compact += text[end] ?? "";
    end++;
  }
  if (compact.length < length || isAlphanumeric(text.charCodeAt(end)) || !hasIbanChecksum(compact)) return null;
  return { start: at, end };
};
