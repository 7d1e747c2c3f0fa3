/** Where in a text something can begin. Looks for the rare characters that every kind of data has, each place once. */
import type { PersonalDataKind } from "./detector";
import { isAlphanumeric, isDigit } from "./detector";
import { findIp6Start, findLocalStart } from "./detect-addresses";
import { mayHoldSecret, secretStart } from "./detect-secret";

/** Which kinds of places matter. */
export interface PlaceKinds {
  readonly hasNumbers: boolean;
  readonly hasIban: boolean;
  readonly hasIp: boolean;
  readonly hasEmail: boolean;
  readonly hasSecret: boolean;
}

/** What kinds of places the wanted kinds of data begin with. */
export function choosePlaces(wanted: ReadonlySet<PersonalDataKind>): PlaceKinds {
  const numbers: readonly PersonalDataKind[] = ["card", "account_number", "ssn", "phone"];
  return {
    hasNumbers: numbers.some((kind) => wanted.has(kind)) || wanted.has("ip") || wanted.has("iban"),
    hasIban: wanted.has("iban"),
    hasIp: wanted.has("ip"),
    hasEmail: wanted.has("email"),
    hasSecret: wanted.has("secret"),
  };
}

/** What numbers and addresses have somewhere, and most secrets; and what two colons of an IP address have between them. */
const telling = /[\d@_]/;
const groups = /:[0-9A-Fa-f]*:/;

/**
 * Whether a text may hold anything at all, its unfinished last word aside. Texts that hold nothing, which most are, are looked at
 * just so: a class of characters and plain searches, which together take a third of the time of one expression for all of it.
 */
export function mayHoldPlace(text: string): boolean {
  return telling.test(text) || (text.includes(":") && groups.test(text)) || mayHoldSecret(text);
}

const numberUnit = /\d|[+(]\d/g;

function isCapital(unit: number): boolean {
  return unit >= 65 && unit <= 90;
}

/** The places of one text, from left to right. */
export class PlaceFinder {
  private number = -1;
  private colon = -1;
  private secret = -1;
  /** The next `@`, and where its address begins. */
  private sign = -1;
  private local = -1;

  constructor(
    private readonly text: string,
    kinds: PlaceKinds,
  ) {
    if (!kinds.hasNumbers) this.number = Infinity;
    this.hasIban = kinds.hasIban;
    if (!kinds.hasIp || !text.includes(":")) this.colon = Infinity;
    if (!kinds.hasEmail || !text.includes("@")) this.sign = this.local = Infinity;
    if (!kinds.hasSecret || !mayHoldSecret(text)) this.secret = Infinity;
  }

  private readonly hasIban: boolean;

  /** The next place at or after `from`; `Infinity` when there is none. `from` never decreases. */
  next(from: number): number {
    if (this.number < from) this.number = this.findNumber(from);
    if (this.colon < from) this.colon = this.findColon(from);
    if (this.secret < from) this.secret = this.findSecret(from);
    if (this.local < from) this.findAddress(from);
    return Math.min(this.number, this.colon, this.secret, this.local);
  }

  /** The `@` of the address that begins at a place; `null` when none does. */
  signAt(at: number): number | null {
    return this.local === at && this.sign !== Infinity ? this.sign : null;
  }

  private findNumber(from: number): number {
    const { text } = this;
    numberUnit.lastIndex = from;
    const at = numberUnit.exec(text)?.index ?? Infinity;
    return this.hasIban && at - 2 >= from && this.isIbanStart(at - 2) ? at - 2 : at;
  }

  private isIbanStart(at: number): boolean {
    const { text } = this;
    const isCountry = isCapital(text.charCodeAt(at)) && isCapital(text.charCodeAt(at + 1));
    return isCountry && isDigit(text.charCodeAt(at + 3)) && !isAlphanumeric(text.charCodeAt(at - 1));
  }

  private findColon(from: number): number {
    const { text } = this;
    for (let colon = text.indexOf(":", from); colon >= 0; colon = text.indexOf(":", colon + 1)) {
      const start = findIp6Start(text, colon);
      if (start !== null && start >= from) return start;
    }
    return Infinity;
  }

  private findSecret(from: number): number {
    secretStart.lastIndex = from;
    return secretStart.exec(this.text)?.index ?? Infinity;
  }

  private findAddress(from: number): void {
    const { text } = this;
    for (let sign = text.indexOf("@", from); sign >= 0; sign = text.indexOf("@", sign + 1)) {
      const local = findLocalStart(text, sign, from);
      if (local === sign) continue;
      this.sign = sign;
      this.local = local;
      return;
    }
    this.sign = this.local = Infinity;
  }
}
