/** A scanner for a text that goes on after its end: it is shown what came before, whose fate is sealed. */
import type { ScanResult, TextEdit, TextScanner } from "@/lib/core/contracts/policy";

/** An edit that reaches back into what has left removes only what has not. */
function clipEdits(edits: readonly TextEdit[], from: number): TextEdit[] {
  return edits
    .filter(({ end }) => end > from)
    .map((edit) => ({ ...edit, start: Math.max(edit.start, from) - from, end: edit.end - from }));
}

/** Makes a scanner that has read `before` already and answers in offsets of what follows. */
export function primeScanner(scanner: TextScanner, before: string): TextScanner {
  let decided = 0;

  function shift({ decidedTo, edits, block }: ScanResult): ScanResult {
    decided = Math.max(decided, decidedTo - before.length);
    const shifted = { decidedTo: decided, edits: edits.length === 0 ? edits : clipEdits(edits, before.length) };
    return block === undefined ? shifted : { ...shifted, block };
  }

  if (before !== "") scanner.push(before);
  return { push: (text) => shift(scanner.push(text)), end: () => shift(scanner.end()) };
}
