/** Numbers as Prometheus reads them. */
export type MetricLabels = Readonly<Record<string, string>>;

export interface MetricSample {
  readonly labels: MetricLabels;
  readonly value: number;
}

/** How often values fell into each bucket, not added up; `counts` has one more than there are bounds. */
export interface MetricHistogram {
  readonly labels: MetricLabels;
  readonly counts: readonly number[];
  readonly sum: number;
}

/** All samples of one name. */
export type MetricFamily = {
  readonly name: string;
  /** What it says, in one sentence. */
  readonly help: string;
} & (
  | { readonly type: "counter" | "gauge"; readonly samples: readonly MetricSample[] }
  | {
      readonly type: "histogram";
      /** Upper bounds, ascending; the last bucket has none. */
      readonly bounds: readonly number[];
      readonly histograms: readonly MetricHistogram[];
    }
);
