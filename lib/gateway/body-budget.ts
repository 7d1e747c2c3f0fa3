import { totalmem } from "node:os";
import { AppError } from "@/lib/core/errors";

const mebibyte = 1024 * 1024;

/** How many bytes of bodies all calls of this process may hold at once. */
export class BodyBudget {
  private held = 0;

  constructor(private readonly limitBytes: number) {}

  /** @throws AppError `overloaded` when it would be too much; nothing is taken then */
  take(bytes: number): void {
    if (this.held + bytes > this.limitBytes) {
      throw new AppError("overloaded", "Too much is being held in memory right now. Try again shortly.");
    }
    this.held += bytes;
  }

  giveBack(bytes: number): void {
    this.held -= bytes;
  }

  heldBytes(): number {
    return this.held;
  }
}

/**
 * What one of so many processes may hold: a quarter of the memory that there is, because a body that is read is there up to
 * three times (bytes, text, values), but never so little that the largest body does not fit.
 */
export function findBodyBudgetBytes(processes: number): number {
  // 0 or more than there is where nothing constrains us.
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(128 * mebibyte, Math.floor(memory / 4 / processes));
}
