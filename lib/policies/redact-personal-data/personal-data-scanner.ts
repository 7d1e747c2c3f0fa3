import type { ScanResult, TextEdit, TextScanner } from "@/lib/core/contracts/policy";
import { detectEmail, detectIban, detectIp } from "./detect-addresses";
import { detectAccountNumber, detectCard, detectPhone, detectSsn } from "./detect-numbers";
import { detectSecret } from "./detect-secret";
import {
  contextLength,
  isAlphanumeric,
  isSpacedLetter,
  longestMatch,
  personalDataKinds,
  type Detect,
  type PersonalDataKind,
  type Scene,
} from "./detector";
import { isLoneGroup, isOpenNumber } from "./number-place";
import { choosePlaces, mayHoldPlace, PlaceFinder, type PlaceKinds } from "./find-places";
import { RunEnds } from "./run-ends";
import { hasForeign } from "./fold-text";
import { VisibleText } from "./visible-text";

export type KindAction = "redact" | "block" | "off";

/** What to look for and what to do about it, prepared once for all texts. */
export interface ScanPlan {
  readonly actions: Readonly<Record<PersonalDataKind, KindAction>>;
  readonly replacement: string;
}

interface Found {
  readonly kind: PersonalDataKind;
  readonly start: number;
  readonly end: number;
}

type Detectors = readonly (readonly [PersonalDataKind, Detect])[];

/** In order of priority, for ranges of equal length. E-mail addresses come first; they are found by their sign. */
const numericDetectors: Detectors = [
  ["card", detectCard],
  ["account_number", detectAccountNumber],
  ["ssn", detectSsn],
  ["phone", detectPhone],
  ["ip", detectIp],
];
const otherDetectors: Detectors = [
  ["secret", detectSecret],
  ["iban", detectIban],
  ["ip", detectIp],
];
const HYPHEN = 45;

/** How kinds read in reasons. */
export const kindLabels: Readonly<Record<PersonalDataKind, string>> = {
  secret: "Key or token",
  iban: "Bank account (IBAN)",
  card: "Card number",
  account_number: "Account number",
  ssn: "Social security number",
  phone: "Telephone number",
  email: "E-mail address",
  ip: "IP address",
};

/** Longest beginning of a match that no place is found for: the local part of an e-mail address. */
const longestTail = 64;
/** Marks that words of matches have beside letters and digits. */
const tailMarks = new Set(["%", "'", "(", "+", "-", ".", ":", "_"].map((mark) => mark.charCodeAt(0)));

function isTailUnit(unit: number): boolean {
  return isAlphanumeric(unit) || tailMarks.has(unit) || isSpacedLetter(unit);
}

/** Where the last word begins: more text may turn it into something. */
function findTail(text: string): number {
  const least = Math.max(0, text.length - longestTail);
  let at = text.length;
  while (at > least && isTailUnit(text.charCodeAt(at - 1))) at--;
  return at;
}

function skipWord(text: string, at: number): number {
  let end = at + 1;
  if (!isAlphanumeric(text.charCodeAt(at))) return end;
  while (end < text.length && isAlphanumeric(text.charCodeAt(end))) end++;
  return end;
}

function isStart({ text, isCut }: Scene, at: number): boolean {
  if (!isAlphanumeric(text.charCodeAt(at)) || !isAlphanumeric(text.charCodeAt(at - 1))) return true;
  return isCut(at);
}

/** What is looked for, sorted out once for all texts. */
interface Search {
  /** What can begin with a digit, `+` or `(`, and what with anything else. */
  readonly numeric: Detectors;
  readonly others: Detectors;
  readonly places: PlaceKinds;
  readonly hasNumbers: boolean;
}

interface Choice {
  readonly scene: Scene;
  readonly at: number;
  readonly first: Found | null;
}

/** The longest of what begins here; of equal ones the first. */
function chooseLongest(detectors: Detectors, { scene, at, first }: Choice): Found | "open" | null {
  let best = first;
  for (const [kind, detect] of detectors) {
    const found = detect(scene, at);
    if (found === "open") return "open";
    if (found !== null && (best === null || found.end > best.end)) best = { kind, ...found };
  }
  return best;
}

const noEdits: readonly TextEdit[] = [];

class PersonalDataScanner implements TextScanner {
  /** Undecided text as it is looked at (`VisibleText`), with some decided text before it to look back at. */
  private text = "";
  private context = 0;
  /** Offset of the first undecided unit in the whole visible text. */
  private start = 0;
  /** Length of the text as it came. */
  private length = 0;
  /** A token longer than any match goes on: the rest of it goes too. */
  private isSwallowing = false;
  /** There is nothing in the text, unless what comes makes something of its last word. */
  private isHarmless = true;
  private readonly visible = new VisibleText();

  constructor(
    private readonly plan: ScanPlan,
    private readonly search: Search,
    private readonly mayBlock: boolean,
  ) {}

  push(text: string): ScanResult {
    this.length += text.length;
    this.text += this.visible.add(text);
    this.isHarmless = !this.isSwallowing && !mayHoldPlace(this.text);
    if (!this.isHarmless) return this.scan(false);
    return this.decide(Math.max(this.context, findTail(this.text)), noEdits);
  }

  end(): ScanResult {
    return this.isHarmless ? this.decide(this.text.length, noEdits) : this.scan(true);
  }

  private scan(isEnd: boolean): ScanResult {
    const { text } = this;
    const edits: TextEdit[] = [];
    const limit = isEnd ? text.length : Math.max(this.context, findTail(text));
    const offset = this.start - this.context;
    const isCut = (at: number): boolean => this.visible.isCut(offset + at);
    const scene: Scene = { text, isEnd, isCut, runs: new RunEnds(text) };
    const places = new PlaceFinder(text, this.search.places);
    let decided = this.swallow(edits, this.context);
    let cursor = decided;
    for (let at = places.next(cursor); at < limit; at = places.next(cursor)) {
      const found = isStart(scene, at) ? this.detect(scene, at, places.signAt(at)) : null;
      if (found === "open") return this.decide(at, edits);
      if (found !== null && this.isBlocked(found)) return this.stop(found, edits);
      if (found !== null) decided = this.redact(found, edits);
      cursor = found === null ? skipWord(text, at) : decided;
    }
    return this.decide(Math.max(decided, limit), edits);
  }

  private isBlocked({ kind }: Found): boolean {
    return this.mayBlock && this.plan.actions[kind] === "block";
  }

  /** Notes the edit; answers up to where the text is decided by it. */
  private redact(found: Found, edits: TextEdit[]): number {
    edits.push(this.writeEdit(found));
    this.isSwallowing = found.kind === "secret" && found.end - found.start >= longestMatch - 16;
    return this.swallow(edits, found.end);
  }

  private detect(scene: Scene, at: number, sign: number | null): Found | "open" | null {
    const unit = scene.text.charCodeAt(at);
    const isNumeric = unit < 58 && unit !== HYPHEN;
    if (isNumeric && this.search.hasNumbers && isOpenNumber(scene, at)) return "open";
    const address = sign === null ? null : detectEmail(scene, at, sign);
    if (address === "open") return "open";
    const first: Found | null = address === null ? null : { kind: "email", ...address };
    if (isNumeric)
      return first === null && isLoneGroup(scene, at) ? null : chooseLongest(this.search.numeric, { scene, at, first });
    return chooseLongest(this.search.others, { scene, at, first });
  }

  private swallow(edits: TextEdit[], from: number): number {
    if (!this.isSwallowing) return from;
    const rest = /^[\w.+/=-]*/.exec(this.text.slice(from))?.[0].length ?? 0;
    const end = from + rest;
    if (end < this.text.length) this.isSwallowing = false;
    if (rest > 0) edits.push({ ...this.writeEdit({ kind: "secret", start: from, end }), replacement: "" });
    return end;
  }

  private writeEdit({ kind, start, end }: Found): TextEdit {
    const offset = this.start - this.context;
    const { replacement } = this.plan;
    const range = { start: this.visible.startOf(offset + start), end: this.visible.endOf(offset + end) };
    return { ...range, replacement, rule: kind, reason: kindLabels[kind] };
  }

  private stop({ kind, start }: Found, edits: readonly TextEdit[]): ScanResult {
    return {
      ...this.decide(start, edits),
      block: { rule: kind, reason: `It contains: ${kindLabels[kind].toLowerCase()}.` },
    };
  }

  private decide(upTo: number, edits: readonly TextEdit[]): ScanResult {
    const isAll = upTo === this.text.length;
    const keep = Math.max(0, upTo - contextLength);
    this.start += upTo - this.context;
    this.context = upTo - keep;
    this.text = this.text.slice(keep);
    const decidedTo = isAll ? this.length : this.visible.startOf(this.start);
    this.visible.forget(this.start);
    return { decidedTo, edits };
  }
}

/** Whether a scanner could find anything in a whole text. */
export function mayHoldPersonalData(text: string): boolean {
  return hasForeign(text) || mayHoldPlace(text);
}

/** Makes a factory of scanners for a plan. @param mayBlock whether `block` stops the call here or only redacts */
export function createScannerFactory(plan: ScanPlan): (mayBlock: boolean) => TextScanner | null {
  const wanted = new Set(personalDataKinds.filter((kind) => plan.actions[kind] !== "off"));
  const search: Search = {
    numeric: numericDetectors.filter(([kind]) => wanted.has(kind)),
    others: otherDetectors.filter(([kind]) => wanted.has(kind)),
    places: choosePlaces(wanted),
    hasNumbers: (["card", "account_number", "ssn", "phone"] as const).some((kind) => wanted.has(kind)),
  };
  return (mayBlock) => (wanted.size === 0 ? null : new PersonalDataScanner(plan, search, mayBlock));
}
