const word = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
/** Longer words are cut: a text without spaces is one. */
const maxWordLength = 400;
/** A chunk ends where these bits of the rolling hash are zero: about every 64 characters. */
const chunkMask = 0x3f;
const maxChunkLength = 1_024;

/** Lines with their ends. Joining the pieces gives the text back, for all three ways to split. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Words, white space, and every other character for itself. */
export function splitWords(text: string): string[] {
  return (text.match(word) ?? []).flatMap((one) => (one.length > maxWordLength ? splitChunks(one) : [one]));
}

function isInsidePair(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

/**
 * Pieces whose ends depend on the 32 characters before them and on nothing else, so that an edit changes the pieces around
 * it and no others: what lines are for texts that have none.
 */
export function splitChunks(text: string): string[] {
  const chunks: string[] = [];
  let start = 0;
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = ((hash << 1) + Math.imul(text.charCodeAt(index) + 1, 0x9e3779b1)) | 0;
    const length = index + 1 - start;
    const isEnd = ((hash >>> 24) & chunkMask) === 0 || length >= maxChunkLength;
    if (!isEnd || isInsidePair(text, index + 1)) continue;
    chunks.push(text.slice(start, index + 1));
    start = index + 1;
  }
  if (start < text.length) chunks.push(text.slice(start));
  return chunks;
}
