/** Counting tokens where a provider said nothing: what is asked, and what can be answered. */
import type { UncountedReason } from "./call";

/** Texts of one direction, and tokens that are known without counting: ids that were sent as such, and what frames messages. */
export interface CountableSide {
  readonly texts: readonly string[];
  readonly known: number;
}

export interface CountRequest {
  /** Decides about the encoding. */
  readonly model: string | null;
  /** `null` where there is nothing to count. */
  readonly input: CountableSide | null;
  readonly output: CountableSide | null;
}

export interface CountedTokens {
  readonly input: number | null;
  readonly output: number | null;
  /** How they were counted, for example `gpt-tokenizer o200k_base`. */
  readonly estimator: string;
}

export type CountAnswer = CountedTokens | { readonly reason: UncountedReason };

export interface TokenCounter {
  /** Never rejects; what takes too long is answered with a reason. */
  readonly count: (request: CountRequest) => Promise<CountAnswer>;
  readonly close: () => Promise<void>;
}
