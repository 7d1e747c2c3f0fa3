import { findLookAlikes } from "./find-look-alikes";

/** A piece of text, or a character that a reader would not see, would take for another, or that reorders what they see. */
export type RevealedPiece =
  | { readonly text: string }
  | {
      readonly character: string;
      readonly label: string;
      readonly kind: "invisible" | "look-alike" | "whitespace";
      /** What it looks like, of look-alikes. */
      readonly twin?: string;
    };

/** Controls but for tab and line ends; zero-width, bidirectional, variation and tag characters; soft hyphen; odd spaces. */
const invisible =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e01ef}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;
const whitespace = /[ \t\r\n]/g;
const whitespaceLabels: Readonly<Record<string, string>> = { " ": "·", "\t": "→", "\r": "␍", "\n": "↵" };

interface Found {
  readonly index: number;
  readonly piece: Exclude<RevealedPiece, { readonly text: string }>;
}

function nameCharacter(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function findInvisible(text: string): Found[] {
  return Array.from(text.matchAll(invisible), (match) => ({
    index: match.index,
    piece: { character: match[0], label: nameCharacter(match[0]), kind: "invisible" as const },
  }));
}

function findWhitespace(text: string): Found[] {
  return Array.from(text.matchAll(whitespace), (match) => ({
    index: match.index,
    piece: { character: match[0], label: whitespaceLabels[match[0]] ?? "", kind: "whitespace" as const },
  }));
}

/** Only texts with letters beyond ASCII can hold look-alikes: a test that costs little. */
const beyondAscii = /[^\u0000-\u024f]/;

/**
 * Splits a text so that characters can be shown that would not be seen (`U+200B`) or be taken for others (`U+0430` for `a`).
 * Joining the pieces gives the text back.
 * @param hasWhitespace whether spaces, tabs and line ends are pieces of their own, for changes that consist of them
 */
export function revealInvisible(text: string, hasWhitespace = false): RevealedPiece[] {
  const found = findInvisible(text);
  if (hasWhitespace) found.push(...findWhitespace(text));
  if (beyondAscii.test(text)) {
    for (const { index, character, twin } of findLookAlikes(text)) {
      found.push({ index, piece: { character, label: nameCharacter(character), kind: "look-alike", twin } });
    }
  }
  const pieces: RevealedPiece[] = [];
  let at = 0;
  for (const { index, piece } of found.sort((a, b) => a.index - b.index)) {
    if (index < at) continue;
    if (index > at) pieces.push({ text: text.slice(at, index) });
    pieces.push(piece);
    at = index + piece.character.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
