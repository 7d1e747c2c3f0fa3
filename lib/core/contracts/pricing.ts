/** What a call is priced by, and prices that a project sets itself. */
import type { Cost, Usage } from "./call";

/** Prices of a project for the models that a pattern names; decimal strings in US dollars. The first that fits is used. */
export interface CustomPrice {
  /** A model's name, in which `*` stands for any characters. */
  readonly model: string;
  /** Provider plugin id; absent for any. */
  readonly provider?: string | undefined;
  /** The tier that was used, for example `flex`; absent for any. */
  readonly service_tier?: string | undefined;
  readonly input_per_million?: string | undefined;
  /** As `input_per_million` when absent, like all parts of the input and of the output. */
  readonly cached_input_per_million?: string | undefined;
  readonly cache_write_per_million?: string | undefined;
  /** What is kept for an hour; as `cache_write_per_million` when absent. */
  readonly cache_write_1h_per_million?: string | undefined;
  readonly audio_input_per_million?: string | undefined;
  readonly image_input_per_million?: string | undefined;
  readonly output_per_million?: string | undefined;
  readonly audio_output_per_million?: string | undefined;
  readonly image_output_per_million?: string | undefined;
  /** For each request, whatever it used. */
  readonly per_request?: string | undefined;
  readonly per_web_search?: string | undefined;
  readonly audio_per_minute?: string | undefined;
}

/** A project's prices, and how often they were changed. */
export interface ProjectPrices {
  readonly prices: readonly CustomPrice[];
  readonly version: number;
}

/** What must be known of a call to say what it cost. */
export interface PricedCall {
  readonly project_id: string | null;
  /** Provider plugin id. */
  readonly provider: string | null;
  readonly upstream_url: string | null;
  readonly model: string | null;
  readonly model_answered: string | null;
  /** What the request asked for, where the answer does not say which tier was used. */
  readonly requested_tier: string | null;
  /** Epoch milliseconds. */
  readonly started_at: number;
  readonly usage: Usage;
  /** Told beside the body, for example in LiteLLM's headers. */
  readonly reported_cost: string | null;
}

/** With the prices that hold now; `null` where nobody knows. */
export type PriceCall = (call: PricedCall) => Cost | null;

export interface Pricer {
  /** `null` where nobody knows the price, or what was used. */
  readonly price: (call: PricedCall, own: ProjectPrices) => Cost | null;
}
