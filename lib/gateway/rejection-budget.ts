export interface RejectionBudget {
  /** Whether one more rejection may be recorded now; a refusal is counted. */
  readonly take: () => boolean;
  readonly refused: () => number;
}

/** A token bucket, so that a flood of bad tokens is answered but does not fill the record. */
export function createRejectionBudget(perSecond: number, now: () => number): RejectionBudget {
  let available = perSecond;
  let filledAt = now();
  let refused = 0;
  return {
    take() {
      const at = now();
      available = Math.min(perSecond, available + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (available < 1) {
        refused += 1;
        return false;
      }
      available -= 1;
      return true;
    },
    refused: () => refused,
  };
}
