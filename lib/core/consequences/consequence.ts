/** What a change means beyond its words. */
export interface Consequence {
  readonly kind: "tokens" | "first-byte" | "cache-prefix" | "signature" | "tool-pairing";
  /** `warning`: the provider may refuse it or charge more. */
  readonly severity: "info" | "warning";
  readonly title: string;
  readonly detail: string;
  /** Where, when it is one place. */
  readonly path: string | null;
  /** Figures in it were not counted but estimated. */
  readonly isEstimated: boolean;
}
