/** Numbers that look random and are the same for the same text: ids, waits and vectors of an answer repeat with its request. */
export interface SeededRandom {
  /** In `[0, 1)`. */
  readonly next: () => number;
  readonly between: (least: number, most: number) => number;
  readonly characters: (length: number, alphabet?: string) => string;
}

export const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const hex = "0123456789abcdef";

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Mulberry32 over the hash of a text. */
export function createSeededRandom(seed: string): SeededRandom {
  let state = hashText(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    characters: (length, alphabet = base62) =>
      Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)] ?? "0").join(""),
  };
}
