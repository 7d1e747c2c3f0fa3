/** Keys and tokens, by the prefixes that their makers gave them. */
import { isDigit, longestMatch, matchAt, type Detect, type Detection, type Scene } from "./detector";
import type { RunKind } from "./run-ends";

interface SecretForm {
  /** Written with this, in this case. */
  readonly prefix: string;
  /** What follows it, and how much of that at least. */
  readonly run: RunKind;
  readonly least: number;
  /** Exactly so much, whatever comes after. */
  readonly isExact?: boolean;
  readonly needsDigit?: boolean;
}

const forms: readonly SecretForm[] = [
  { prefix: "sk-", run: "dashed", least: 16, needsDigit: true },
  ...["sk_live_", "sk_test_", "rk_live_"].map((prefix) => ({ prefix, run: "word", least: 16 }) as const),
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((prefix) => ({ prefix, run: "alphanumeric", least: 30 }) as const),
  { prefix: "github_pat_", run: "word", least: 22 },
  { prefix: "glpat-", run: "dashed", least: 20 },
  { prefix: "AIza", run: "dashed", least: 35, isExact: true },
  ...["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"].map(
    (prefix) => ({ prefix, run: "dashed", least: 10 }) as const,
  ),
  { prefix: "hf_", run: "alphanumeric", least: 30 },
  { prefix: "npm_", run: "alphanumeric", least: 36, isExact: true },
];

/** Where a secret can begin; one pass for all prefixes. */
export const secretStart =
  /sk-|[sr]k_|gh[pousr]_|github_pat_|glpat-|A[KS]IA|AIza|xox[abeoprs]-|dfr_|hf_|npm_|eyJ|[Bb]earer|BEARER|-----BEGIN/g;

const secretPrefix = new RegExp(secretStart.source, "y");
const awsShape = /A[KS]IA[A-Z0-9]{16}(?!\w)/y;
const ownShape = /dfr_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}/y;

function matchForm({ text, runs }: Scene, at: number, limit: number): number | null {
  for (const { prefix, run, least, isExact, needsDigit } of forms) {
    if (!text.startsWith(prefix, at)) continue;
    const from = at + prefix.length;
    const end = Math.min(runs.find(run, from), limit);
    if (end - from < least) return null;
    if (needsDigit === true && runs.findDigit(from) >= end) return null;
    return isExact === true ? from + least : end;
  }
  return null;
}

/** A JSON web token: two or three parts joined by dots. */
function matchWebToken({ text, runs }: Scene, at: number, limit: number): number | null {
  const first = runs.find("dashed", at);
  if (first - at < 11 || text[first] !== ".") return null;
  const second = runs.find("dashed", first + 1);
  if (Math.min(second, limit) - first < 5) return null;
  return Math.min(text[second] === "." ? runs.find("dashed", second + 1) : second, limit);
}

function matchToken(scene: Scene, at: number, limit: number): number | null {
  const { text } = scene;
  if (text.startsWith("eyJ", at)) return matchWebToken(scene, at, limit);
  const shape = text[at] === "A" && text[at + 3] === "A" ? awsShape : text[at] === "d" ? ownShape : null;
  if (shape === null) return matchForm(scene, at, limit);
  const written = matchAt(shape, text, at);
  return written === null ? null : at + written.length;
}

/** Whether a run that more text may lengthen reaches the end of what has come. */
function isOpenRun({ text, isEnd }: Scene, at: number, end: number): boolean {
  return !isEnd && end === text.length && end - at < longestMatch;
}

function detectToken(scene: Scene, at: number): Detection {
  const reach = scene.runs.find("dotted", at);
  if (isOpenRun(scene, at, reach)) return "open";
  const end = matchToken(scene, at, Math.min(reach, at + longestMatch));
  return end === null ? null : { start: at, end };
}

/** `Bearer` and a token; the word itself stays. */
function detectBearer(scene: Scene, at: number): Detection {
  const { text, runs } = scene;
  let from = at + 6;
  while (from < at + 9 && text[from] === " ") from++;
  const reach = runs.find("padded", from);
  if (isOpenRun(scene, from, reach)) return "open";
  const limit = Math.min(reach, from + longestMatch);
  let end = Math.min(runs.find("bearer", from), limit);
  if (from === at + 6 || end - from < 16 || runs.findDigit(from) >= limit) return null;
  for (let padding = 0; padding < 2 && end < limit && text[end] === "="; padding++) end++;
  return { start: from, end };
}

const pemHeader = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;

/** A private key in PEM armour, to its end; the header alone when no end comes. */
function detectPem(scene: Scene, at: number): Detection {
  const { text, runs } = scene;
  const longest = at + longestMatch;
  const reach = Math.min(runs.find("armour", at), longest);
  const header = matchAt(pemHeader, text, at);
  if (header !== null) {
    const { start, end } = runs.findArmourEnd(at + header.length);
    if (start < reach && end <= reach) return { start: at, end };
  }
  if (isOpenRun(scene, at, reach)) return "open";
  return header === null ? null : { start: at, end: at + header.length };
}

/** A key, a token or a private key. */
export const detectSecret: Detect = (scene, at) => {
  const first = scene.text[at];
  if (first === undefined || isDigit(first.charCodeAt(0))) return null;
  if (first === "-") return scene.text.startsWith("-----BEGIN", at) ? detectPem(scene, at) : null;
  secretPrefix.lastIndex = at;
  if (!secretPrefix.test(scene.text)) return null;
  return first === "b" || first === "B" ? detectBearer(scene, at) : detectToken(scene, at);
};

/** Beginnings without a hyphen or an underscore; searched by a rare letter (`y` and `J` for `eyJ`). */
const plainTriggers = ["earer", "EARER", "AKIA", "ASIA", "AIza", "yJ"];
const dashedTriggers = ["sk-", "glpat-", "xox", "-----BEGIN"];
const joinedTriggers = ["github_pat_", "k_live_", "k_test_", "gh", "dfr_", "hf_", "npm_"];

function hasTrigger(text: string, triggers: readonly string[]): boolean {
  for (const trigger of triggers) if (text.includes(trigger)) return true;
  return false;
}

/** Whether a secret may be in a text. Plain searches, because ordinary long texts must cost next to nothing. */
export function mayHoldSecret(text: string): boolean {
  if (hasTrigger(text, plainTriggers)) return true;
  if (text.includes("-") && hasTrigger(text, dashedTriggers)) return true;
  return text.includes("_") && hasTrigger(text, joinedTriggers);
}
