import type { PolicyStep } from "../contracts/call";
import type { ComparedBodies, ComparedPart, ComparedRun, ComparedTurn, NumberedChange } from "./compared";
import { foldText } from "./fold-text";
import type { PreparedBodies, PreparedSide } from "./prepare-bodies";

/** Texts up to this many characters in all are sent whole; longer bodies are cut where nothing changed. */
const wholeLength = 400_000;
const wholeTurns = 400;
/** Of a changed stretch so much is shown at first. */
const maxChangeLength = 8_000;
/** Of each change of a body that has very many. */
const manyChanges = 200;
const shortChangeLength = 160;
/** Turns beyond these are loaded when they are looked at. */
const maxTurns = { quiet: 40, changed: 40 };
const maxListed = 5_000;
/** Stretches of text that are drawn of one body: of a text with very many changes the first ones. */
const maxRuns = 1_500;
/** Of each text, also when those before it have many. */
const leastRuns = 40;

/** How many more stretches may be drawn, and the changes that are not, because there are too many. */
interface RunBudget {
  left: number;
  readonly hidden: Set<number>;
}

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

/** Leaves out the rest of a text with very many changes, as one. */
function omitRuns(runs: readonly ComparedRun[], budget: RunBudget): ComparedRun {
  let omitted = 0;
  const changes = new Set<number>();
  for (const { from, to, change } of runs) {
    omitted += Math.max(from.length, to.length);
    if (change !== null) changes.add(change);
  }
  for (const change of changes) budget.hidden.add(change);
  return { from: "", to: "", change: null, omitted, omittedChanges: changes.size };
}

function cutPart(part: ComparedPart, budget: RunBudget): ComparedPart {
  const shown = part.runs.slice(0, Math.max(leastRuns, budget.left));
  budget.left -= shown.length;
  const runs = shown.flatMap((run, index) => cutRun(run, index < part.runs.length - 1));
  const rest = part.runs.slice(shown.length);
  return { ...part, runs: rest.length === 0 ? runs : [...runs, omitRuns(rest, budget)] };
}

/** A turn that was not left out, bounded. */
export function cutTurn(turn: ComparedTurn, budget: RunBudget = { left: maxRuns, hidden: new Set() }): ComparedTurn {
  return { ...turn, parts: turn.parts.map((part) => cutPart(part, budget)) };
}

function countRuns(turns: readonly ComparedTurn[]): number {
  return turns.reduce((sum, { parts }) => sum + parts.reduce((count, { runs }) => count + runs.length, 0), 0);
}

function listNumbers({ parts }: ComparedTurn): number[] {
  const numbers = parts.flatMap(({ runs }) => runs.flatMap(({ change }) => (change === null ? [] : [change])));
  return [...new Set(numbers)];
}

/** Leaves a turn out; unchanged ones in a row are left out as one. */
function omitTurn(kept: ComparedTurn[], turn: ComparedTurn, at: number, isChanged: boolean): void {
  const { path, role, presence } = turn;
  const last = kept.at(-1);
  if (!isChanged && last?.omitted?.changes.length === 0) {
    kept[kept.length - 1] = { ...last, omitted: { ...last.omitted, count: last.omitted.count + 1 } };
    return;
  }
  const changes = isChanged ? listNumbers(turn) : [];
  kept.push({ path, role, presence, parts: [], omitted: { at, count: 1, changes } });
}

/** Keeps the first turns with changes, and both ends; the rest is left out. */
function cutTurns(turns: readonly ComparedTurn[], runs: RunBudget): ComparedTurn[] {
  const budget = { ...maxTurns };
  const kept: ComparedTurn[] = [];
  for (const [index, turn] of turns.entries()) {
    const isChanged = turn.presence !== "both" || turn.parts.some((part) => part.isChanged);
    const isEnd = index < 4 || index >= turns.length - 4;
    const isKept = isEnd || --budget[isChanged ? "changed" : "quiet"] >= 0;
    if (isKept) kept.push(cutTurn(turn, runs));
    else omitTurn(kept, turn, index, isChanged);
  }
  return kept;
}

function cutChange(change: NumberedChange, length: number): NumberedChange {
  const { from, to } = change;
  if (from.length <= length && to.length <= length) return change;
  return { ...change, from: from.slice(0, length), to: to.slice(0, length), isCut: true };
}

/** Those that can be gone to. */
function listChanges(
  changes: readonly NumberedChange[],
  hidden: ReadonlySet<number>,
): Pick<ComparedBodies, "changes" | "unlisted"> {
  const length = changes.length > manyChanges ? shortChangeLength : maxChangeLength;
  const drawn = changes.filter(({ number }) => !hidden.has(number));
  const listed = drawn.slice(0, maxListed).map((change) => cutChange(change, length));
  return { changes: listed, ...(listed.length < changes.length && { unlisted: changes.length - listed.length }) };
}

/** The turns and changes themselves when they are not too long, or the first with changes and the ends of the rest. */
export function boundTurns({ turns, changes, isApproximate }: ComparedBodies): ComparedBodies {
  const isSmall = turns.length <= wholeTurns && countRuns(turns) <= maxRuns && measureTurns(turns) <= wholeLength;
  if (isSmall) return { turns, changes, isApproximate };
  const budget: RunBudget = { left: maxRuns, hidden: new Set() };
  return { turns: cutTurns(turns, budget), ...listChanges(changes, budget.hidden), isApproximate };
}

/** A step without its edits: pages show what they did to the texts. */
export function cutStep({ edits, ...step }: PolicyStep): PolicyStep {
  return { ...step, edits: [], edit_count: edits.length };
}

/**
 * What a page gets of compared bodies: without the documents, and of very long bodies the first changes and the ends of
 * the rest. Each place where something was left out says how much.
 */
export function boundBodies({ sections }: PreparedBodies): PreparedBodies<PreparedSide> {
  const cut = sections.map(({ original, final, ...whole }): PreparedSide => {
    const side = { ...whole, ran: whole.ran.map(cutStep) };
    return original === null && final === null ? side : { ...side, ...boundTurns(side) };
  });
  return { sections: cut, changes: cut.flatMap((side) => side.changes) };
}
