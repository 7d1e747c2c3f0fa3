/** Runs policies over whole texts, each on the result of the one before. */
import type { RecordedEdit } from "@/lib/core/contracts/call";
import type { PolicyContext, ScanResult, TextEdit, TextScanner, TextSlot } from "@/lib/core/contracts/policy";
import type { SlotValue } from "@/lib/core/dialects/dialect-adapter";
import { countTime, describeFailure, failStep, type PolicyBlock, type StepState } from "./policy-outcome";
import type { Work } from "./run-in-stretches";
import { createSlotScanner, recordEdit } from "./slot-scanner";
import { allowanceMsPerUnit, pieceUnits, slotUnits, tooSlow } from "./work-limits";

/** A text as the chain sees it: `text` is what the policies so far have made of it. */
export interface ChainText {
  readonly slot: SlotValue;
  text: string;
}

/** What a chain runs with. */
export interface ChainRun {
  readonly states: readonly StepState[];
  readonly texts: readonly ChainText[];
  readonly context: PolicyContext;
  readonly now: () => number;
}

interface TextOutcome {
  readonly text: string;
  readonly edits: readonly RecordedEdit[];
  readonly block: ScanResult["block"] | null;
}

const noEdits: readonly RecordedEdit[] = [];

function rewrite(text: string, edits: readonly TextEdit[], slot: SlotValue): Pick<TextOutcome, "text" | "edits"> {
  const records: RecordedEdit[] = [];
  let out = "";
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
    records.push(recordEdit(edit, { path: slot.path, record: "text", from: text.slice(edit.start, edit.end) }));
  }
  out += text.slice(at);
  if (slot.isNumber !== true) return { text: out, edits: records };
  // Several edits of a number are one: it is replaced as a whole, by a string.
  const { rule, reason } = edits[0] ?? { rule: "", reason: "" };
  return { text: out, edits: [{ path: slot.path, start: 0, end: text.length, from: text, to: out, rule, reason }] };
}

function openScanner(state: StepState, { slot }: ChainText, context: PolicyContext): TextScanner | null {
  const where: TextSlot = { hook: state.hook, path: slot.path, kind: slot.kind };
  return createSlotScanner(state.compiled.policy, where, slot.format, context);
}

/** One policy on one text of ordinary length. */
function scanShort(scanner: TextScanner, { slot, text }: ChainText): TextOutcome | null {
  const pushed = scanner.push(text);
  if (pushed.block !== undefined) return { text, edits: noEdits, block: pushed.block };
  const ended = scanner.end();
  if (ended.block !== undefined) return { text, edits: noEdits, block: ended.block };
  if (pushed.edits.length + ended.edits.length === 0) return null;
  return { ...rewrite(text, [...pushed.edits, ...ended.edits], slot), block: null };
}

/** The same for a long text, piece by piece: a scanner decides the same however a text is cut. */
function* scanLong(scanner: TextScanner, { slot, text }: ChainText): Work<TextOutcome | null> {
  const edits: TextEdit[] = [];
  for (let at = 0; at <= text.length; at += pieceUnits) {
    const isLast = at + pieceUnits > text.length;
    const results = [scanner.push(text.slice(at, at + pieceUnits)), ...(isLast ? [scanner.end()] : [])];
    for (const result of results) {
      if (result.block !== undefined) return { text, edits: noEdits, block: result.block };
      for (const edit of result.edits) edits.push(edit);
    }
    yield;
  }
  return edits.length === 0 ? null : { ...rewrite(text, edits, slot), block: null };
}

type Results = [ChainText, TextOutcome][];

/** Whether a policy leaves a text as it is: known at once of most, without a scanner. */
function isOrdinary({ compiled: { policy } }: StepState, { slot, text }: ChainText): boolean {
  return policy.mayEdit !== undefined && slot.format === "text" && !policy.mayEdit(text);
}

/** The scanner that must read a text now; `null` when none has to. */
function startText(state: StepState, text: ChainText, context: PolicyContext): TextScanner | null {
  const isLeft = text.text.length <= pieceUnits && isOrdinary(state, text);
  const scanner = isLeft ? null : openScanner(state, text, context);
  if (!isLeft && scanner === null) return null;
  state.hasRead = true;
  state.allowedMs += text.text.length * allowanceMsPerUnit;
  return scanner;
}

/** Notes what a policy made of a text. @returns the block when it stops the call */
function takeOutcome(
  state: StepState,
  text: ChainText,
  outcome: TextOutcome | null,
  results: Results,
): PolicyBlock | null {
  if (outcome === null) return null;
  if (outcome.block == null) {
    results.push([text, outcome]);
    return null;
  }
  state.block = { policyName: state.compiled.binding.name, ...outcome.block, isFailure: false };
  return state.block;
}

/** A policy's results count only when it got through all texts. */
function applyResults(state: StepState, results: Results): void {
  for (const [text, outcome] of results) {
    text.text = outcome.text;
    for (const edit of outcome.edits) state.edits.push(edit);
  }
}

/** One policy on all texts, in one go. */
function runShortStep(state: StepState, { texts, context }: ChainRun): PolicyBlock | null {
  const results: Results = [];
  for (const text of texts) {
    const scanner = startText(state, text, context);
    if (scanner === null) continue;
    const block = takeOutcome(state, text, scanShort(scanner, text), results);
    if (block !== null) return block;
  }
  applyResults(state, results);
  return null;
}

/** The same with turns for others in between. */
function* runLongStep(state: StepState, { texts, context }: ChainRun): Work<PolicyBlock | null> {
  const results: Results = [];
  let spent = 0;
  for (const text of texts) {
    const { length } = text.text;
    const scanner = startText(state, text, context);
    if (scanner !== null) {
      const outcome = length > pieceUnits ? yield* scanLong(scanner, text) : scanShort(scanner, text);
      const block = takeOutcome(state, text, outcome, results);
      if (block !== null) return block;
    }
    spent += length + slotUnits;
    if (spent <= pieceUnits) continue;
    spent = 0;
    yield;
  }
  applyResults(state, results);
  return null;
}

/** One policy, timed and caught. */
function* guardStep(state: StepState, run: ChainRun): Work<PolicyBlock | null> {
  const { now } = run;
  const work = runLongStep(state, run);
  for (;;) {
    const startedAt = now();
    try {
      const step = work.next();
      if (step.done === true) return step.value;
    } catch (error) {
      return failStep(state, describeFailure(error));
    } finally {
      countTime(state, startedAt, now());
    }
    if (state.durationMs > state.allowedMs) return failStep(state, tooSlow);
    yield;
  }
}

/** The same for texts that nobody else has to wait for. */
function guardShortStep(state: StepState, run: ChainRun): PolicyBlock | null {
  const startedAt = run.now();
  try {
    return runShortStep(state, run);
  } catch (error) {
    return failStep(state, describeFailure(error));
  } finally {
    countTime(state, startedAt, run.now());
  }
}

/** Whether all texts together are looked at in one go. */
function areShort(texts: readonly ChainText[]): boolean {
  let units = 0;
  for (const { text } of texts) units += text.length + slotUnits;
  return units <= pieceUnits;
}

/** How far a chain has come. */
export interface ChainProgress {
  /** Policies that have run. */
  readonly ran: number;
  /** That stopped the call. */
  readonly block: PolicyBlock | null;
}

/** Runs the chain for as long as its texts are short, which policies may change; they are changed in place. Never throws. */
export function runShortChain(run: ChainRun): ChainProgress {
  const { states, texts } = run;
  let ran = 0;
  for (const state of states) {
    if (!areShort(texts)) break;
    const block = state.failure === null ? guardShortStep(state, run) : null;
    ran += 1;
    if (block !== null) return { ran, block };
  }
  return { ran, block: null };
}

/** Runs the chain, or the rest of it, over texts of any length. Answers the block that stopped it, if one did. Never throws. */
export function* runChain(run: ChainRun, from = 0): Work<PolicyBlock | null> {
  for (const state of run.states.slice(from)) {
    if (state.failure !== null) continue;
    const block = yield* guardStep(state, run);
    if (block !== null) return block;
  }
  return null;
}
