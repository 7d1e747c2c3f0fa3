/** Long enough that hardly any cut is felt, short enough that none costs much: the tokenizer is quadratic in a run's length. */
const longestRun = 256;
const pieceLength = 8192;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** The last place at which every encoding begins a new token anyhow: a space between two letters; 0 when there is none. */
function findBoundary(text: string, from: number, to: number): number {
  for (let at = to; at > from + 1; at--) {
    if (text[at] === " " && /\p{L}/u.test(text[at - 1] ?? "") && /\p{L}/u.test(text[at + 1] ?? "")) return at;
  }
  return 0;
}

/** A cut never goes through a character. */
function* cutRun(run: string): Generator<string> {
  for (let at = 0; at < run.length;) {
    const end = at + longestRun + (isHighSurrogate(run.charCodeAt(at + longestRun - 1)) ? 1 : 0);
    yield run.slice(at, end);
    at = end;
  }
}

function* cutRuns(piece: string): Generator<string> {
  let start = 0;
  for (const { 0: run, index } of piece.matchAll(/\S+|\s+/gu)) {
    if (run.length <= longestRun) continue;
    if (index > start) yield piece.slice(start, index);
    yield* cutRun(run);
    start = index + run.length;
  }
  if (start < piece.length) yield piece.slice(start);
}

/**
 * Cuts a text into pieces of which each costs little to count, at places where the sum stays the same. Only runs without
 * such a place, a thousand letters without a space, are cut somewhere, which adds at most a token each.
 */
export function* splitText(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const most = Math.min(from + pieceLength, text.length);
    const boundary = most === text.length ? most : findBoundary(text, from, most);
    const to = boundary === 0 ? most + (isHighSurrogate(text.charCodeAt(most - 1)) ? 1 : 0) : boundary;
    yield* cutRuns(text.slice(from, to));
    from = to;
  }
}
