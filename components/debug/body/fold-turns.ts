import type { ComparedTurn } from "@/lib/core/format/compared";

/** Unchanged turns shown on each side of a change, and at both ends. */
const contextTurns = 2;
/** Fewer are not worth a button. */
const leastFolded = 3;

/** How many turns these are, those that were left out counted in. */
export function countTurns(turns: readonly ComparedTurn[]): number {
  return turns.reduce((sum, { omitted }) => sum + (omitted?.count ?? 1), 0);
}

export type TurnGroup =
  | { readonly kind: "turn"; readonly turn: ComparedTurn }
  | { readonly kind: "folded"; readonly turns: readonly ComparedTurn[] };

function isChanged(turn: ComparedTurn): boolean {
  if (turn.omitted !== undefined) return turn.omitted.changes.length > 0;
  return turn.presence !== "both" || turn.parts.some((part) => part.isChanged);
}

/** Places of the turns that are always shown: changed ones, both ends, and what stands around them. */
function findNear(turns: readonly ComparedTurn[]): Set<number> {
  const near = new Set<number>();
  const mark = (at: number): void => {
    for (let index = at - contextTurns; index <= at + contextTurns; index++) near.add(index);
  };
  mark(0);
  mark(turns.findLastIndex((turn) => turn.role !== "fields"));
  for (const [index, turn] of turns.entries()) if (isChanged(turn)) mark(index);
  // What stands for many turns is never context.
  for (const [index, { omitted }] of turns.entries()) if ((omitted?.count ?? 0) > 1) near.delete(index);
  return near;
}

/** Folds long runs of unchanged turns; the other fields fold when none of them changed. */
export function foldTurns(turns: readonly ComparedTurn[]): TurnGroup[] {
  const near = findNear(turns);
  const groups: TurnGroup[] = [];
  let hidden: ComparedTurn[] = [];
  const flush = (): void => {
    if (countTurns(hidden) >= leastFolded) groups.push({ kind: "folded", turns: hidden });
    else groups.push(...hidden.map((turn) => ({ kind: "turn" as const, turn })));
    hidden = [];
  };
  for (const [index, turn] of turns.entries()) {
    if (!near.has(index) && turn.role !== "fields") {
      hidden.push(turn);
      continue;
    }
    flush();
    const isQuiet = turn.role === "fields" && turns.length > 1 && !isChanged(turn);
    groups.push(isQuiet ? { kind: "folded", turns: [turn] } : { kind: "turn", turn });
  }
  flush();
  return groups;
}
