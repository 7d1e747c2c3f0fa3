/** What can be detected, and how a detector answers. */
export const personalDataKinds = ["secret", "iban", "card", "account_number", "ssn", "phone", "email", "ip"] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

/** A place in a text, and whether more text may still come. */
export interface Place {
  readonly text: string;
  readonly at: number;
  readonly isEnd: boolean;
}

/** A range of the text; `open` when more text may change the answer; `null` when there is nothing here. */
export type Detection = { readonly start: number; readonly end: number } | "open" | null;

/** Looks for one kind of data that begins exactly at a place. Bounded and linear: it reads `extent` and one character more. */
export type Detect = (place: Place) => Detection;

/** The longest stretch that a detector may have to read: a private key. */
export const longestMatch = 8192;

/** Text before a place that detectors may look back at. */
export const contextLength = 48;

/**
 * What a match here could consist of at most, by a sticky pattern without alternatives that overlap.
 * @returns the end of it, `open` when it reaches the end of what has come, `null` when nothing fits
 */
export function readExtent(pattern: RegExp, { text, at, isEnd }: Place): number | "open" | null {
  pattern.lastIndex = at;
  if (!pattern.test(text)) return null;
  const end = pattern.lastIndex;
  return end === text.length && !isEnd ? "open" : end;
}

/** Matches a sticky pattern at a place. */
export function matchAt(pattern: RegExp, { text, at }: Place): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Whether the character is an ASCII letter or digit. */
export function isAlphanumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}
