import type { PolicyStep, RecordedEdit } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { alignItems } from "../diff/align-items";
import { DiffBudget } from "../diff/diff-budget";
import { diffJson } from "../diff/diff-json";
import { diffText } from "../diff/diff-text";
import { ValueInterner } from "../diff/value-interner";
import { PathIndex } from "../json/path-index";
import type { Blame, ComparedBodies, ComparedPart, ComparedRun, ComparedTurn, NumberedChange } from "./compared";
import { composeEdits } from "./compose-edits";
import { readTurns } from "./read-turns";
import type { Turn, TurnPart } from "./turn";

interface BlamedEdit extends RecordedEdit {
  readonly step: number;
  readonly by: PolicyStep;
}

export interface CompareInput {
  readonly hook: "request" | "response";
  readonly original: Json;
  readonly final: Json;
  /** All steps of the call: blame names them by index. */
  readonly steps: readonly PolicyStep[];
  /** Number of the first change. */
  readonly firstNumber: number;
}

/** Replaced stretches above this are searched for words that stayed. */
const refineLength = 160;

/** Whether one text holds the other; an empty one says nothing. */
function overlaps(a: string, b: string): boolean {
  return a !== "" && b !== "" && (a.includes(b) || b.includes(a));
}

/** The steps that may have done what no recorded edit explains: one that stopped the call, else the only one that changed. */
function findSuspects(input: CompareInput): Blame[] {
  const ran = input.steps.flatMap((step, index) => (step.hook === input.hook ? [{ ...step, index }] : []));
  const stopped = ran.filter((step) => step.outcome === "blocked" || step.outcome === "failed-closed");
  const changed = ran.filter((step) => step.outcome === "changed" && step.edits.length === 0);
  const suspects = stopped.length > 0 ? stopped : changed;
  const [only] = suspects;
  if (only === undefined || suspects.length > 1) return [];
  const { index, name, version, duration_ms: durationMs, reason } = only;
  return [{ step: index, name, version, durationMs, rule: null, reason }];
}

interface FoundRun {
  readonly from: string;
  readonly to: string;
  readonly blame: readonly Blame[] | null;
}

function describePart(part: TurnPart, presence: ComparedPart["presence"], runs: readonly ComparedRun[]): ComparedPart {
  const { path, kind, label, isCode } = part;
  return { path, kind, label, isCode, presence, runs, isChanged: runs.some((run) => run.change !== null) };
}

function diffToRuns(from: string, to: string, blame: readonly Blame[], budget: DiffBudget): FoundRun[] {
  const runs: FoundRun[] = [];
  let open: { from: string; to: string } | null = null;
  for (const { kind, text } of diffText(from, to, budget)) {
    if (kind === "same") {
      if (open !== null) runs.push({ ...open, blame });
      open = null;
      runs.push({ from: text, to: text, blame: null });
    } else {
      open ??= { from: "", to: "" };
      if (kind === "removed") open.from += text;
      else open.to += text;
    }
  }
  if (open !== null) runs.push({ ...open, blame });
  return runs;
}

/** Bodies with more text than this are not searched a second time when changes were found. */
const unseenLength = 2_000_000;

function measureTexts(turns: readonly ComparedTurn[]): number {
  let length = 0;
  for (const { parts } of turns) for (const { runs } of parts) for (const run of runs) length += run.to.length;
  return length;
}

function printValue(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

interface Lists<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
  readonly keyOf: (item: T) => Json;
  /** Whether two items that were matched may be shown as one. */
  readonly mayPair: (before: T, after: T) => boolean;
}

class Comparison {
  readonly changes: NumberedChange[] = [];
  private readonly edits: PathIndex<BlamedEdit>;
  private readonly suspects: readonly Blame[];
  readonly budget = new DiffBudget();
  private readonly interner = new ValueInterner();
  private readonly blames = new Map<string, Blame>();

  constructor(private readonly input: CompareInput) {
    const edits = input.steps.flatMap((step, index) =>
      step.hook === input.hook ? step.edits.map((edit) => ({ ...edit, step: index, by: step })) : [],
    );
    this.edits = new PathIndex(edits, ({ path }) => path);
    this.suspects = findSuspects(input);
  }

  compare(): ComparedTurn[] {
    const before = readTurns(this.input.original);
    const after = readTurns(this.input.final);
    const turns = this.pairUp(
      {
        before,
        after,
        keyOf: (turn: Turn) => turn.source,
        // Of a body with one message its role is a field like others.
        mayPair: (turn: Turn, other: Turn) => turn.role === other.role || turn.path === "content",
      },
      (turn, other, presence) => this.compareTurn(turn, other, presence),
    );
    this.addUnseen(turns);
    return turns;
  }

  /** Pairs two lists and walks them in reading order, what was removed before what was added. */
  private pairUp<T, R>(
    { before, after, keyOf, mayPair }: Lists<T>,
    compare: (before: T | null, after: T | null, presence: ComparedTurn["presence"]) => R,
  ): R[] {
    const { pairs } = alignItems(before.map(keyOf), after.map(keyOf), this.interner, this.budget);
    const out: R[] = [];
    let atBefore = 0;
    let atAfter = 0;
    for (const [from, to] of [...pairs, [before.length, after.length] as const]) {
      for (; atBefore < from; atBefore++) out.push(compare(before[atBefore] ?? null, null, "original"));
      for (; atAfter < to; atAfter++) out.push(compare(null, after[atAfter] ?? null, "final"));
      const [left, right] = [before[from], after[to]];
      if (left !== undefined && right !== undefined) {
        if (mayPair(left, right)) out.push(compare(left, right, "both"));
        else out.push(compare(left, null, "original"), compare(null, right, "final"));
      }
      atBefore = from + 1;
      atAfter = to + 1;
    }
    return out;
  }

  private compareTurn(before: Turn | null, after: Turn | null, presence: ComparedTurn["presence"]): ComparedTurn {
    if (before === null || after === null) {
      const turn = after ?? before;
      return turn === null ? { path: "", role: "", presence, parts: [] } : this.loneTurn(turn, presence);
    }
    const parts = this.pairUp(
      {
        before: before.parts,
        after: after.parts,
        keyOf: (part: TurnPart) => ({ type: part.kind, name: part.id, text: part.text }),
        mayPair: (part, other) => part.kind === other.kind && (part.kind !== "field" || part.id === other.id),
      },
      (part, other) => this.comparePart(part, other),
    ).flat();
    return { path: after.path, role: after.role, presence, parts };
  }

  /** A turn that came or went is one change, however many parts it has. */
  private loneTurn(turn: Turn, presence: ComparedTurn["presence"]): ComparedTurn {
    const isRemoved = presence === "original";
    const said = turn.parts.filter((part) => part.kind !== "field" || turn.role === "fields");
    const text = said
      .map((part) => (part.kind === "field" ? `${part.label ?? ""}: ${part.text}` : part.text))
      .join("\n");
    const found = { from: isRemoved ? text : "", to: isRemoved ? "" : text, blame: this.blameAround(turn.path) };
    const { change } = this.number(found, turn.path, isRemoved ? "removed" : "added");
    const parts = turn.parts.map((part) =>
      describePart(part, presence, [{ from: isRemoved ? part.text : "", to: isRemoved ? "" : part.text, change }]),
    );
    return { path: turn.path, role: turn.role, presence, parts };
  }

  private comparePart(before: TurnPart | null, after: TurnPart | null): readonly ComparedPart[] {
    if (before !== null && after !== null) {
      return [describePart(after, "both", this.compareTexts(after.path, before.text, after.text))];
    }
    if (before !== null) return [this.lonePart(before, "original")];
    return after === null ? [] : [this.lonePart(after, "final")];
  }

  private lonePart(part: TurnPart, presence: "original" | "final"): ComparedPart {
    const [from, to] = presence === "original" ? [part.text, ""] : ["", part.text];
    const kind = presence === "original" ? "removed" : "added";
    const blame = this.blameAround(part.path);
    return describePart(part, presence, [this.number({ from, to, blame }, part.path, kind)]);
  }

  private compareTexts(path: string, from: string, to: string): ComparedRun[] {
    if (from === to) return from === "" ? [] : [{ from, to, change: null }];
    const exact = this.composeAt(path, from, to);
    const runs = exact ?? diffToRuns(from, to, [], this.budget);
    return runs.map((run) =>
      run.blame === null || run.from === run.to
        ? { from: run.from, to: run.to, change: null }
        : this.number(exact === null ? { ...run, blame: this.findBlame(path, run) } : run, path, "modified"),
    );
  }

  /** The recorded edits of this very text, when they explain all of the difference. */
  private composeAt(path: string, from: string, to: string): FoundRun[] | null {
    const edits = this.edits.at(path);
    if (edits.length === 0) return null;
    const steps = this.input.steps.map((_, index) => edits.filter((edit) => edit.step === index));
    const runs = composeEdits(from, steps);
    if (runs?.map((run) => run.to).join("") !== to) return null;
    return runs.flatMap((run): FoundRun[] => {
      if (run.edits.length === 0) return [{ from: run.from, to: run.to, blame: null }];
      const blame = run.edits.map((edit) => this.toBlame(edit));
      const isLong = run.from.length > refineLength && run.to.length > refineLength;
      return isLong ? diffToRuns(run.from, run.to, blame, this.budget) : [{ from: run.from, to: run.to, blame }];
    });
  }

  /** Edits below this path that speak of this stretch; all of them when none can be told apart. */
  private findBlame(path: string, { from, to }: FoundRun): readonly Blame[] {
    const near = this.edits.atOrBelow(path);
    const byFrom = near.filter((edit) => overlaps(edit.from, from));
    const byTo = byFrom.length > 0 ? byFrom : near.filter((edit) => overlaps(edit.to, to));
    const found = (byTo.length > 0 ? byTo : near).map((edit) => this.toBlame(edit));
    return found.length > 0 ? found : this.suspects;
  }

  /** Whoever is known to have changed something in what came or went as a whole. */
  private blameAround(path: string): readonly Blame[] {
    const own = this.edits.around(path);
    // A block that became another kind comes and goes with all its parts.
    const near = own.length > 0 ? own : this.edits.atOrBelow(path.replace(/[.[][^.[]*$/, ""));
    const found = new Set(near.map((edit) => this.toBlame(edit)));
    return found.size > 0 ? [...found] : this.suspects;
  }

  /**
   * Differences that no turn shows, such as the name of a tool: never is something called equal that is not. Of very long
   * bodies only when nothing else was found, since this costs as much as all the rest.
   */
  private addUnseen(turns: ComparedTurn[]): void {
    const { original, final } = this.input;
    if (original === final || (this.changes.length > 0 && measureTexts(turns) > unseenLength)) return;
    const seen = new PathIndex(this.changes, ({ path }) => path);
    const unseen = diffJson(original, final, this.budget).changes.filter(({ path }) => seen.around(path).length === 0);
    if (unseen.length === 0) return;
    const parts = unseen.map(({ path, kind, from, to }): ComparedPart => {
      const texts = {
        from: kind === "moved" ? "" : printValue(from),
        to: printValue(to),
        blame: this.blameAround(path),
      };
      const run = this.number(texts, path, kind === "moved" ? "modified" : kind);
      return { path, kind: "field", label: path, isCode: true, presence: "both", runs: [run], isChanged: true };
    });
    const last = turns.at(-1);
    if (last?.role === "fields" && last.presence === "both")
      turns.splice(-1, 1, { ...last, parts: [...last.parts, ...parts] });
    else turns.push({ path: "", role: "fields", presence: "both", parts });
  }

  /** One object for all edits of a rule: thousands of them would make a page heavy. */
  private toBlame({ step, by, rule, reason }: BlamedEdit): Blame {
    const key = JSON.stringify([step, rule, reason]);
    const known = this.blames.get(key);
    if (known !== undefined) return known;
    const blame = { step, name: by.name, version: by.version, durationMs: by.duration_ms, rule, reason };
    this.blames.set(key, blame);
    return blame;
  }

  private number({ from, to, blame }: FoundRun, path: string, kind: NumberedChange["kind"]): ComparedRun {
    const number = this.input.firstNumber + this.changes.length;
    this.changes.push({ number, hook: this.input.hook, path, kind, from, to, blame: blame ?? [] });
    return { from, to, change: number };
  }
}

/**
 * Two versions of a body side by side, as people read them: turns and parts matched, changed stretches numbered and
 * blamed. Together the runs' `from` are the original's texts and their `to` the final's.
 */
export function compareBodies(input: CompareInput): ComparedBodies {
  const comparison = new Comparison(input);
  const turns = comparison.compare();
  return { turns, changes: comparison.changes, isApproximate: comparison.budget.isApproximate };
}
