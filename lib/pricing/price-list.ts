import { compareDecimals, parseDecimal, type Decimal } from "@/lib/core/money/decimal";

/** A price that changes for the whole request above a number of input tokens. */
export interface Rate {
  readonly base: Decimal;
  /** Ascending. */
  readonly tiers: readonly { readonly above: number; readonly price: Decimal }[];
}

/** Everything that can have a price of its own. Tokens are priced by the million. */
export const rateNames = [
  "input",
  "cached_input",
  "cache_write",
  "cache_write_1h",
  "audio_input",
  "cached_audio_input",
  "image_input",
  "output",
  "audio_output",
  "image_output",
  "web_search",
  "request",
  "audio_hour",
] as const;
export type RateName = (typeof rateNames)[number];

/** What one model costs at one place. */
export interface PriceList {
  /** `provider`, `project`, or a table and its version. */
  readonly source: string;
  /** For people, for example `openai/gpt-5.5`. */
  readonly name: string;
  readonly rates: Readonly<Partial<Record<RateName, Rate>>>;
  /** What has no price here costs nothing, since whoever wrote the list left it out; in a public table it is not known. */
  readonly isComplete?: boolean;
  /** The shortest length of audio that is charged. */
  readonly leastAudioSeconds?: number;
}

/** @param inputTokens of the whole request */
export function pickRate({ base, tiers }: Rate, inputTokens: number): Decimal {
  return tiers.findLast(({ above }) => inputTokens > above)?.price ?? base;
}

/** A price that is the same for any amount; `undefined` for text that is no price. */
export function toRate(text: string | undefined): Rate | undefined {
  const price = text === undefined ? null : parseDecimal(text);
  if (price === null || compareDecimals(price, { digits: 0n, scale: 0 }) < 0) return undefined;
  return { base: price, tiers: [] };
}
