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

/** One policy on all texts. Its results count only when it got through all of them. */
function* runStep(state: StepState, { texts, context }: ChainRun): Work<PolicyBlock | null> {
  const results: [ChainText, TextOutcome][] = [];
  let spent = 0;
  for (const text of texts) {
    const scanner = openScanner(state, text, context);
    if (scanner === null) continue;
    state.hasRead = true;
    const { length } = text.text;
    state.allowedMs += length * allowanceMsPerUnit;
    const outcome = length > pieceUnits ? yield* scanLong(scanner, text) : scanShort(scanner, text);
    spent += length + slotUnits;
    if (spent > pieceUnits) {
      spent = 0;
      yield;
    }
    if (outcome === null) continue;
    if (outcome.block != null) {
      state.block = { policyName: state.compiled.binding.name, ...outcome.block, isFailure: false };
      return state.block;
    }
    results.push([text, outcome]);
  }
  for (const [text, outcome] of results) {
    text.text = outcome.text;
    for (const edit of outcome.edits) state.edits.push(edit);
  }
  return null;
}

/** One policy, timed and caught. */
function* guardStep(state: StepState, run: ChainRun): Work<PolicyBlock | null> {
  const { now } = run;
  const work = runStep(state, run);
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

/** Runs the chain; texts are changed in place. Answers the block that stopped it, if one did. Never throws. */
export function* runChain(run: ChainRun): Work<PolicyBlock | null> {
  for (const state of run.states) {
    if (state.failure !== null) continue;
    const block = yield* guardStep(state, run);
    if (block !== null) return block;
  }
  return null;
}
