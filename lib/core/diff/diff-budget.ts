/** About half a second of comparing on a slow machine. */
const defaultSteps = 20_000_000;

/**
 * How much work one comparison may cost, counted in steps and never in time, so that results do not depend on the machine.
 * Who runs out of it must give a coarser answer that is still correct.
 */
export class DiffBudget {
  spent = 0;
  /** Something was compared more coarsely than it could have been. */
  isApproximate = false;

  constructor(readonly limit: number = defaultSteps) {}

  /** Spends, and says whether the work may be done; what was refused is not counted. */
  take(steps: number): boolean {
    if (this.spent + steps > this.limit) return false;
    this.spent += steps;
    return true;
  }

  /** Spends work that must be done in any case because it is linear. */
  spend(steps: number): void {
    this.spent += steps;
  }

  markApproximate(): void {
    this.isApproximate = true;
  }
}
