import type { CallSummary } from "../contracts/call";
import type { Diff } from "../contracts/diff";
import type { ComparedBodies } from "../format/compared";
import type { Figure } from "./list-figures";

/** Two calls, compared: what the clients sent and received, headers, figures, policies. */
export interface CallComparison {
  readonly a: CallSummary;
  readonly b: CallSummary;
  /** The two speak different dialects; paths are those of one shape for both. */
  readonly is_normalised: boolean;
  readonly request: Diff;
  readonly response: Diff;
  readonly headers: { readonly request: Diff; readonly response: Diff };
  readonly figures: readonly Figure[];
}

/** A comparison as its page shows it. */
export interface ShownComparison extends CallComparison {
  readonly views: { readonly request: ComparedBodies; readonly response: ComparedBodies };
}
