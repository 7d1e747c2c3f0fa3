/** What changes when stored calls are priced again. */
export interface RepriceSum {
  /** Of the calls whose cost is known; decimal string in US dollars. */
  readonly amount: string;
  readonly unknown: number;
}

/** Calls of one project and model whose cost has the same sources before and after. */
export interface RepriceGroup {
  readonly project: string;
  readonly model: string;
  /** `unknown` where there is no cost. */
  readonly source_before: string;
  readonly source_after: string;
  readonly calls: number;
  readonly changed: number;
  readonly before: RepriceSum;
  readonly after: RepriceSum;
}

export interface RepriceBatch {
  readonly examined: number;
  readonly changed: number;
  readonly is_dry_run: boolean;
  readonly groups: readonly RepriceGroup[];
  /** Give it as `after` for the next batch; `null` when there are no more calls. */
  readonly next_after: string | null;
}
