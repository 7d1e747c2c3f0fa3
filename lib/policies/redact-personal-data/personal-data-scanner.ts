import type { ScanResult, TextEdit, TextScanner } from "@/lib/core/contracts/policy";
import { detectEmail, detectIban, detectIp } from "./detect-addresses";
import { detectAccountNumber, detectCard, detectPhone, detectSsn } from "./detect-numbers";
import { detectSecret, mayHoldSecret } from "./detect-secret";
import { contextLength, isAlphanumeric, longestMatch, type Detect, type PersonalDataKind } from "./detector";

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

/** In order of priority, for ranges of equal length. */
const detectors: readonly (readonly [PersonalDataKind, Detect])[] = [
  ["secret", detectSecret],
  ["iban", detectIban],
  ["card", detectCard],
  ["account_number", detectAccountNumber],
  ["ssn", detectSsn],
  ["phone", detectPhone],
  ["email", detectEmail],
  ["ip", detectIp],
];

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

const anyStart = /[A-Za-z0-9+(:-]/g;
const numberStart = /[0-9+(]/g;
const letterTrigger = /@|[A-Z]{2}\d{2}|:[0-9A-Fa-f]*:/;
/** Longest beginning of a match that holds none of the triggers: the local part of an e-mail address. */
const longestTail = 64;

function isTailUnit(unit: number): boolean {
  // . % + - _ ( : beside letters and digits
  return (
    isAlphanumeric(unit) ||
    unit === 46 ||
    unit === 37 ||
    unit === 43 ||
    unit === 45 ||
    unit === 95 ||
    unit === 40 ||
    unit === 58
  );
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

function isStart(text: string, at: number): boolean {
  return at === 0 || !isAlphanumeric(text.charCodeAt(at)) || !isAlphanumeric(text.charCodeAt(at - 1));
}

class PersonalDataScanner implements TextScanner {
  /** Undecided text, with some decided text before it to look back at. */
  private text = "";
  private context = 0;
  /** Offset of the first undecided unit in the whole text. */
  private start = 0;
  /** A token longer than any match goes on: the rest of it goes too. */
  private isSwallowing = false;
  private hasSign = false;

  constructor(
    private readonly plan: ScanPlan,
    private readonly active: readonly (readonly [PersonalDataKind, Detect])[],
    private readonly mayBlock: boolean,
  ) {}

  push(text: string): ScanResult {
    this.text += text;
    return this.scan(false);
  }

  end(): ScanResult {
    return this.scan(true);
  }

  private scan(isEnd: boolean): ScanResult {
    const { text } = this;
    const edits: TextEdit[] = [];
    const limit = isEnd ? text.length : Math.max(this.context, findTail(text));
    const starts = this.chooseStarts();
    this.hasSign = text.includes("@");
    let decided = this.swallow(edits, this.context);
    let cursor = decided;
    while (starts !== null) {
      starts.lastIndex = cursor;
      const at = starts.exec(text)?.index ?? limit;
      if (at >= limit) break;
      const found = isStart(text, at) ? this.detect(at, isEnd) : null;
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

  /** What a match here can begin with; `null` when this text cannot hold one. */
  private chooseStarts(): RegExp | null {
    if (letterTrigger.test(this.text) || mayHoldSecret(this.text)) return anyStart;
    return /\d/.test(this.text) ? numberStart : null;
  }

  private detect(at: number, isEnd: boolean): Found | "open" | null {
    let best: Found | null = null;
    const place = { text: this.text, at, isEnd };
    for (const [kind, detect] of this.active) {
      // Without its sign an address can only be in the last word, which is held anyway.
      if (kind === "email" && !this.hasSign) continue;
      const found = detect(place);
      if (found === "open") return "open";
      if (found !== null && (best === null || found.end > best.end)) best = { kind, ...found };
    }
    return best;
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
    return { start: offset + start, end: offset + end, replacement, rule: kind, reason: kindLabels[kind] };
  }

  private stop({ kind, start }: Found, edits: readonly TextEdit[]): ScanResult {
    return {
      ...this.decide(start, edits),
      block: { rule: kind, reason: `It contains: ${kindLabels[kind].toLowerCase()}.` },
    };
  }

  private decide(upTo: number, edits: readonly TextEdit[]): ScanResult {
    const keep = Math.max(0, upTo - contextLength);
    this.start += upTo - this.context;
    this.context = upTo - keep;
    this.text = this.text.slice(keep);
    return { decidedTo: this.start, edits };
  }
}

/** Makes a factory of scanners for a plan. @param mayBlock whether `block` stops the call here or only redacts */
export function createScannerFactory(plan: ScanPlan): (mayBlock: boolean) => TextScanner | null {
  const active = detectors.filter(([kind]) => plan.actions[kind] !== "off");
  return (mayBlock) => (active.length === 0 ? null : new PersonalDataScanner(plan, active, mayBlock));
}
