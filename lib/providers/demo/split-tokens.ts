const piece = / ?\p{L}{1,7}| ?\d{1,3}|\s+|[^\s\p{L}\d]/gu;

/** Cuts a text into pieces of the size of a model's tokens: short words whole, numbers by three digits. Joined they are the text. */
export function splitTokens(text: string): string[] {
  return text.match(piece) ?? [];
}

/** Beyond this a text is estimated: cutting a huge prompt to pieces would stall the process that serves everybody. */
const countedLimit = 50_000;

/** How many tokens a text is said to have. */
export function countTokens(text: string): number {
  return text.length > countedLimit ? Math.ceil(text.length / 4) : (text.match(piece)?.length ?? 0);
}
