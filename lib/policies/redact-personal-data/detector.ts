/** What can be detected, and how a detector answers. */
import type { RunEnds } from "./run-ends";

export const personalDataKinds = ["secret", "iban", "card", "account_number", "ssn", "phone", "email", "ip"] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

/** A text to look at, folded (see `fold-text.ts`), and whether more of it may still come. */
export interface Scene {
  readonly text: string;
  readonly isEnd: boolean;
  /** Whether characters without width were removed right before an offset: a word may end there, a number does not. */
  readonly isCut: (at: number) => boolean;
  /** How far runs of characters go, each looked for once. */
  readonly runs: RunEnds;
}

/** A range of the text; `open` when more text may change the answer; `null` when there is nothing here. */
export type Detection = { readonly start: number; readonly end: number } | "open" | null;

/**
 * Looks for one kind of data that begins exactly at an offset. Reads a bounded stretch, or runs that `scene.runs` remembers,
 * so that the work over a whole text is linear.
 */
export type Detect = (scene: Scene, at: number) => Detection;

/** The longest stretch that a detector may have to read: a private key. */
export const longestMatch = 8192;

/** Text before an offset that detectors may look back at. */
export const contextLength = 48;

/**
 * What a match here could consist of at most, by a sticky pattern without alternatives that overlap.
 * @returns the end of it, `open` when it reaches the end of what has come, `null` when nothing fits
 */
export function readExtent(pattern: RegExp, { text, isEnd }: Scene, at: number): number | "open" | null {
  pattern.lastIndex = at;
  if (!pattern.test(text)) return null;
  const end = pattern.lastIndex;
  return end === text.length && !isEnd ? "open" : end;
}

/** Matches a sticky pattern at an offset. */
export function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Whether the unit is an ASCII digit. `NaN`, which is what lies beyond a text, is none. */
export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Whether the unit is an ASCII letter. */
export function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

/** Whether the unit is an ASCII letter or digit. */
export function isAlphanumeric(unit: number): boolean {
  return isDigit(unit) || isLetter(unit);
}

/**
 * Letters beyond ASCII of scripts that put spaces between words: Latin, Greek, Cyrillic, Hebrew, Arabic, those of India. Those of
 * the others (Chinese, Japanese, Thai, …) are not taken for a part of what stands beside them.
 */
const spacedLetter =
  /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u0380-\u0386\u0388-\u0559\u05d0-\u05ff\u0620-\u06d3\u0900-\u0963\u1e00-\u1fff]/;

/** Whether the unit is such a letter. */
export function isSpacedLetter(unit: number): boolean {
  return unit > 127 && unit < 0x2000 && spacedLetter.test(String.fromCharCode(unit));
}
