import type { ComparedBodies, ComparedPart, ComparedRun, ComparedTurn, NumberedChange } from "./compared";
import { foldText } from "./fold-text";
import type { PreparedBodies, PreparedSide } from "./prepare-bodies";

/** Texts up to this many characters in all are sent whole; longer bodies are cut where nothing changed. */
const wholeLength = 400_000;
/** Of a changed stretch so much is shown at first. */
const maxChangeLength = 8_000;
/** Turns beyond these, far from any change, are only counted. */
const maxTurns = 40;
const maxListed = 2_000;

/** Length of both texts of a section. */
function measureTurns(turns: readonly ComparedTurn[]): number {
  let length = 0;
  for (const { parts } of turns) {
    for (const { runs } of parts) for (const run of runs) length += run.from.length + run.to.length;
  }
  return length;
}

function cutRun(run: ComparedRun, hasTail: boolean): ComparedRun[] {
  if (run.change === null) {
    const { head, folded, tail } = foldText(run.from, hasTail);
    if (folded === "") return [run];
    const same = (text: string): ComparedRun => ({ from: text, to: text, change: null });
    return [same(head), { from: "", to: "", change: null, omitted: folded.length }, same(tail)];
  }
  if (run.from.length <= maxChangeLength && run.to.length <= maxChangeLength) return [run];
  const omitted = Math.max(run.from.length, run.to.length) - maxChangeLength;
  return [{ ...run, from: run.from.slice(0, maxChangeLength), to: run.to.slice(0, maxChangeLength), omitted }];
}

function cutPart(part: ComparedPart): ComparedPart {
  return { ...part, runs: part.runs.flatMap((run, index) => cutRun(run, index < part.runs.length - 1)) };
}

/** Keeps turns near changes and at both ends; of the rest, in between, the parts are left out. */
function cutTurns(turns: readonly ComparedTurn[]): ComparedTurn[] {
  let budget = maxTurns;
  const isChanged = ({ presence, parts }: ComparedTurn): boolean =>
    presence !== "both" || parts.some((part) => part.isChanged);
  return turns.map((turn, index) => {
    const isNear = index < 4 || index >= turns.length - 4 || isChanged(turn);
    if (!isNear && --budget < 0) return { ...turn, parts: [], isOmitted: true };
    return { ...turn, parts: turn.parts.map(cutPart) };
  });
}

function cutChange(change: NumberedChange): NumberedChange {
  return { ...change, from: change.from.slice(0, maxChangeLength), to: change.to.slice(0, maxChangeLength) };
}

/** The turns and changes themselves when they are not too long, or those around changes with the rest left out. */
export function boundTurns({ turns, changes, isApproximate }: ComparedBodies): ComparedBodies {
  if (measureTurns(turns) <= wholeLength) return { turns, changes, isApproximate };
  return { turns: cutTurns(turns), changes: changes.slice(0, maxListed).map(cutChange), isApproximate };
}

/**
 * What a page gets of compared bodies: without the documents, and of very long bodies everything around the changes and the
 * ends of the rest. Each place where something was left out says how much.
 */
export function boundBodies({ sections }: PreparedBodies): PreparedBodies<PreparedSide> {
  const cut = sections.map(({ original, final, ...side }): PreparedSide => {
    return original === null && final === null ? side : { ...side, ...boundTurns(side) };
  });
  return { sections: cut, changes: cut.flatMap((side) => side.changes) };
}
