/** A piece of text, or a character that a reader would not see or that reorders what they see. */
export type RevealedPiece = { readonly text: string } | { readonly character: string; readonly label: string };

/** Controls but for tab and line ends; zero-width, bidirectional and tag characters; soft hyphen; odd spaces. */
const invisible =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\u{e0000}-\u{e007f}]/gu;

/** Splits a text so that invisible characters can be shown as `U+200B`. Joining the pieces gives the text back. */
export function revealInvisible(text: string): RevealedPiece[] {
  const pieces: RevealedPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(invisible)) {
    const [character] = match;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const point = character.codePointAt(0) ?? 0;
    pieces.push({ character, label: `U+${point.toString(16).toUpperCase().padStart(4, "0")}` });
    at = match.index + character.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
