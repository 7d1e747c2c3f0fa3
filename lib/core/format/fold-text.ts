/** Characters of an unchanged stretch that are shown at each end before the rest is folded away. */
const endLength = 420;
const slackLength = 600;

export interface FoldedText {
  readonly head: string;
  /** What is hidden at first; empty when nothing is. */
  readonly folded: string;
  readonly tail: string;
}

/** Moves a cut to a line end or a space near it, so that no word and no surrogate pair is cut. */
function findCut(text: string, near: number): number {
  const line = text.lastIndexOf("\n", near);
  if (line > near - 200) return line + 1;
  const space = text.lastIndexOf(" ", near);
  if (space > near - 80) return space + 1;
  const code = text.charCodeAt(near);
  return code >= 0xdc00 && code <= 0xdfff ? near - 1 : near;
}

/**
 * Splits a long unchanged text into its beginning, a middle that is folded, and its end.
 * @param hasTail whether the end matters too: something changed right after it
 */
export function foldText(text: string, hasTail: boolean): FoldedText {
  const shown = hasTail ? 2 * endLength : endLength;
  if (text.length <= shown + slackLength) return { head: text, folded: "", tail: "" };
  const start = findCut(text, endLength);
  const end = hasTail ? findCut(text, text.length - endLength) : text.length;
  return { head: text.slice(0, start), folded: text.slice(start, end), tail: text.slice(end) };
}
