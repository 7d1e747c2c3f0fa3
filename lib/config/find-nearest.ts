/** The candidate with the smallest edit distance; the first one when several are equally near. */
export function findNearest(word: string, candidates: readonly string[]): string {
  const measured = candidates.map((candidate) => ({ candidate, distance: measureDistance(word, candidate) }));
  return measured.sort((a, b) => a.distance - b.distance)[0]?.candidate ?? "";
}

/** Levenshtein distance, one row at a time. */
function measureDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of from.split("").entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split("").entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
