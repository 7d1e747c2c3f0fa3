/** Keys and tokens, by the prefixes that their makers gave them. */
import { longestMatch, matchAt, readExtent, type Detect, type Detection, type Place } from "./detector";

interface SecretForm {
  /** Written with this, in this case. */
  readonly prefix: string;
  readonly shape: RegExp;
  readonly needsDigit?: boolean;
}

const forms: readonly SecretForm[] = [
  { prefix: "sk-", shape: /sk-[\w-]{16,}/y, needsDigit: true },
  { prefix: "sk_live_", shape: /sk_live_\w{16,}/y },
  { prefix: "sk_test_", shape: /sk_test_\w{16,}/y },
  { prefix: "rk_live_", shape: /rk_live_\w{16,}/y },
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((prefix) => ({ prefix, shape: /gh[pousr]_[A-Za-z0-9]{30,}/y })),
  { prefix: "github_pat_", shape: /github_pat_\w{22,}/y },
  { prefix: "glpat-", shape: /glpat-[\w-]{20,}/y },
  { prefix: "AKIA", shape: /AKIA[A-Z0-9]{16}(?!\w)/y },
  { prefix: "ASIA", shape: /ASIA[A-Z0-9]{16}(?!\w)/y },
  { prefix: "AIza", shape: /AIza[\w-]{35}/y },
  { prefix: "xox", shape: /xox[abeoprs]-[\w-]{10,}/y },
  { prefix: "dfr_", shape: /dfr_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}/y },
  { prefix: "hf_", shape: /hf_[A-Za-z0-9]{30,}/y },
  { prefix: "npm_", shape: /npm_[A-Za-z0-9]{36}/y },
  { prefix: "eyJ", shape: /eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/y },
];

const tokenExtent = new RegExp(`[\\w.-]{1,${longestMatch}}`, "y");

/** Whether `text` from `at` on is the beginning of `word`, or the other way round. */
function isBeginning(word: string, { text, at }: Place): boolean {
  return text.startsWith(word, at) || (text.length - at < word.length && word.startsWith(text.slice(at)));
}

function detectToken(place: Place): Detection {
  const { text, at } = place;
  for (const { prefix, shape, needsDigit } of forms) {
    if (text[at] !== prefix[0] || !isBeginning(prefix, place)) continue;
    const extent = readExtent(tokenExtent, place);
    if (extent === "open") return "open";
    const written = extent === null ? null : matchAt(shape, { text: text.slice(at, extent), at: 0, isEnd: true });
    if (written === null || (needsDigit === true && !/\d/.test(written))) continue;
    return { start: at, end: at + written.length };
  }
  return null;
}

const bearers = ["Bearer", "bearer", "BEARER"];
const bearer = /Bearer|bearer|BEARER/y;
const bearerExtent = new RegExp(`(?:Bearer|bearer|BEARER) {0,3}[\\w.~+/=-]{0,${longestMatch}}`, "y");
const bearerShape = new RegExp(
  `(?:Bearer|bearer|BEARER) {1,3}(?=[\\w.~+/=-]{0,${longestMatch}}\\d)[\\w.~+/-]{16,${longestMatch}}={0,2}`,
  "y",
);

/** `Bearer` and a token; the word itself stays. */
function detectBearer(place: Place): Detection {
  const { text, at, isEnd } = place;
  if (text.length - at < 6) return !isEnd && bearers.some((word) => word.startsWith(text.slice(at))) ? "open" : null;
  if (matchAt(bearer, place) === null) return null;
  const extent = readExtent(bearerExtent, place);
  if (extent === "open") return "open";
  const written = extent === null ? null : matchAt(bearerShape, { text: text.slice(at, extent), at: 0, isEnd: true });
  if (written === null) return null;
  return { start: at + 6 + (/^ +/.exec(written.slice(6))?.[0].length ?? 0), end: at + written.length };
}

const pemStart = "-----BEGIN ";
const pemExtent = new RegExp(`-----BEGIN [A-Za-z0-9+/=\\s\\\\:,-]{0,${longestMatch - 16}}`, "y");
const pemHeader = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
const pemEnd = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;

/** A private key in PEM armour, to its end; the header alone when no end comes. */
function detectPem(place: Place): Detection {
  const { text, at, isEnd } = place;
  if (!isBeginning(pemStart, place)) return null;
  if (text.length - at < pemStart.length) return isEnd ? null : "open";
  const header = matchAt(pemHeader, place);
  const extent = readExtent(pemExtent, place);
  if (header !== null) {
    const body = text.slice(at, extent === "open" || extent === null ? text.length : extent);
    const end = pemEnd.exec(body);
    if (end !== null) return { start: at, end: at + end.index + end[0].length };
  }
  if (extent === "open") return "open";
  return header === null ? null : { start: at, end: at + header.length };
}

/** A key, a token or a private key. */
export const detectSecret: Detect = (place) => {
  const first = place.text[place.at];
  if (first === "-") return detectPem(place);
  if (first === "b" || first === "B") return detectBearer(place);
  return detectToken(place);
};

/** Beginnings without a hyphen or an underscore; searched by a rare letter (`y` and `J` for `eyJ`). */
const plainTriggers = ["Bearer", "bearer", "BEARER", "AKIA", "ASIA", "AIza", "yJ"];
const joinedTriggers = ["-BEGIN", ...forms.map(({ prefix }) => prefix).filter((prefix) => !/^(?:A|eyJ)/.test(prefix))];

/** Whether a secret may be in a text. Plain searches, because ordinary long texts must cost next to nothing. */
export function mayHoldSecret(text: string): boolean {
  if (plainTriggers.some((trigger) => text.includes(trigger))) return true;
  if (!text.includes("_") && !text.includes("-")) return false;
  return joinedTriggers.some((trigger) => text.includes(trigger));
}
