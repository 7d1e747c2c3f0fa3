import type { CustomPrice } from "../contracts/pricing";

export type PriceField = Exclude<keyof CustomPrice, "model" | "provider" | "service_tier">;

interface PriceFieldMeaning {
  readonly field: PriceField;
  readonly title: string;
  /** For how much of it the price is meant. */
  readonly per: string;
  /** What is paid where it is not given. */
  readonly otherwise: string;
}

const asInput = "as input";
const asOutput = "as output";
const tokens = "million tokens";

/** What can have a price of its own in a project, in the order in which people read them. */
export const priceFields: readonly PriceFieldMeaning[] = [
  { field: "input_per_million", title: "Input", per: tokens, otherwise: "nothing" },
  { field: "output_per_million", title: "Output", per: tokens, otherwise: "nothing" },
  { field: "cached_input_per_million", title: "Cached input", per: tokens, otherwise: asInput },
  { field: "cache_write_per_million", title: "Cache write", per: tokens, otherwise: asInput },
  { field: "cache_write_1h_per_million", title: "Cache write, 1 hour", per: tokens, otherwise: "as cache write" },
  { field: "audio_input_per_million", title: "Audio input", per: tokens, otherwise: asInput },
  { field: "image_input_per_million", title: "Image input", per: tokens, otherwise: asInput },
  { field: "audio_output_per_million", title: "Audio output", per: tokens, otherwise: asOutput },
  { field: "image_output_per_million", title: "Image output", per: tokens, otherwise: asOutput },
  { field: "per_request", title: "Request", per: "request", otherwise: "nothing" },
  { field: "per_web_search", title: "Web search", per: "search", otherwise: "nothing" },
  { field: "audio_per_minute", title: "Audio", per: "minute", otherwise: "nothing" },
];
