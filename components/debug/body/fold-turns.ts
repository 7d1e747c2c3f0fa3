import type { ComparedTurn } from "@/lib/core/format/compared";

/** Unchanged turns shown on each side of a change, and at both ends. */
const contextTurns = 2;
/** Fewer are not worth a button. */
const leastFolded = 3;

export type TurnGroup =
  | { readonly kind: "turn"; readonly turn: ComparedTurn }
  | { readonly kind: "folded"; readonly turns: readonly ComparedTurn[] };

function isChanged(turn: ComparedTurn): boolean {
  return turn.presence !== "both" || turn.parts.some((part) => part.isChanged);
}

/** Folds long runs of unchanged turns; the other fields fold when none of them changed. */
export function foldTurns(turns: readonly ComparedTurn[]): TurnGroup[] {
  const near = new Set<number>();
  const mark = (at: number): void => {
    for (let index = at - contextTurns; index <= at + contextTurns; index++) near.add(index);
  };
  const last = turns.findLastIndex((turn) => turn.role !== "fields");
  mark(0);
  mark(last);
  for (const [index, turn] of turns.entries()) if (isChanged(turn)) mark(index);
  const groups: TurnGroup[] = [];
  let hidden: ComparedTurn[] = [];
  const flush = (): void => {
    if (hidden.length >= leastFolded) groups.push({ kind: "folded", turns: hidden });
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
