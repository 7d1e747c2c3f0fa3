import type { Match } from "./match-sequences";

class ScoreTable {
  private readonly best: Float64Array;

  constructor(
    private readonly scores: readonly (readonly number[])[],
    readonly width: number,
  ) {
    this.best = new Float64Array((scores.length + 1) * (width + 1));
    for (let row = scores.length - 1; row >= 0; row--) {
      for (let column = width - 1; column >= 0; column--) this.fill(row, column);
    }
  }

  /** What is won from here on. */
  at(row: number, column: number): number {
    return this.best[row * (this.width + 1) + column] ?? 0;
  }

  /** What is won from here on by pairing these two; 0 when they may not be paired. */
  pairedAt(row: number, column: number): number {
    const score = this.scores[row]?.[column] ?? 0;
    return score === 0 ? 0 : score + this.at(row + 1, column + 1);
  }

  private fill(row: number, column: number): void {
    const unpaired = Math.max(this.at(row + 1, column), this.at(row, column + 1));
    this.best[row * (this.width + 1) + column] = Math.max(unpaired, this.pairedAt(row, column));
  }
}

/**
 * The pairs, ascending on both sides, whose scores sum to the most; earlier items are preferred.
 * @param scores for every row and column what pairing them is worth; 0 where it may not be
 */
export function findBestPairs(scores: readonly (readonly number[])[]): Match[] {
  const table = new ScoreTable(scores, scores[0]?.length ?? 0);
  const pairs: Match[] = [];
  let row = 0;
  let column = 0;
  while (row < scores.length && column < table.width) {
    const best = table.at(row, column);
    if (best > 0 && best === table.pairedAt(row, column)) pairs.push([row++, column++]);
    else if (best === table.at(row + 1, column)) row++;
    else column++;
  }
  return pairs;
}
