/** Runs policies over whole texts, each on the result of the one before. */
import type { RecordedEdit } from "@/lib/core/contracts/call";
import type { PolicyContext, TextEdit, TextSlot } from "@/lib/core/contracts/policy";
import type { SlotValue } from "@/lib/core/dialects/dialect-adapter";
import { failStep, type PolicyBlock, type StepState } from "./policy-outcome";
import { createSlotScanner, recordEdit } from "./slot-scanner";

/** A text as the chain sees it: `text` is what the policies so far have made of it. */
export interface ChainText {
  readonly slot: SlotValue;
  text: string;
}

interface TextOutcome {
  readonly text: string;
  readonly edits: readonly RecordedEdit[];
  readonly block: { readonly rule: string; readonly reason: string } | null;
}

const failure = "The policy failed.";

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

/** One policy on one text; `null` when it does not care. */
function scanText(state: StepState, { slot, text }: ChainText, context: PolicyContext): TextOutcome | null {
  const where: TextSlot = { hook: state.hook, path: slot.path, kind: slot.kind };
  const scanner = createSlotScanner(state.compiled.policy, where, slot.format, context);
  if (scanner === null) return null;
  const pushed = scanner.push(text);
  if (pushed.block !== undefined) return { text, edits: [], block: pushed.block };
  const ended = scanner.end();
  if (ended.block !== undefined) return { text, edits: [], block: ended.block };
  if (pushed.edits.length + ended.edits.length === 0) return { text, edits: [], block: null };
  return { ...rewrite(text, [...pushed.edits, ...ended.edits], slot), block: null };
}

/** One policy on all texts. Its results count only when it got through all of them. */
function runStep(state: StepState, texts: readonly ChainText[], context: PolicyContext): PolicyBlock | null {
  const results = new Map<ChainText, string>();
  const edits: RecordedEdit[] = [];
  for (const text of texts) {
    const outcome = scanText(state, text, context);
    if (outcome === null) continue;
    state.hasRead = true;
    if (outcome.block !== null) {
      state.block = { policyName: state.compiled.binding.name, ...outcome.block, isFailure: false };
      return state.block;
    }
    if (outcome.edits.length === 0) continue;
    results.set(text, outcome.text);
    for (const edit of outcome.edits) edits.push(edit);
  }
  for (const [text, result] of results) text.text = result;
  for (const edit of edits) state.edits.push(edit);
  return null;
}

/** Runs the chain; texts are changed in place. Answers the block that stopped it, if one did. Never throws. */
export function runChain(
  states: readonly StepState[],
  texts: readonly ChainText[],
  context: PolicyContext,
  now: () => number,
): PolicyBlock | null {
  for (const state of states) {
    if (state.failure !== null) continue;
    const startedAt = now();
    let block: PolicyBlock | null;
    try {
      block = runStep(state, texts, context);
    } catch {
      // The error's own text may quote what was scanned, so it is not kept.
      block = failStep(state, failure);
    }
    state.durationMs += now() - startedAt;
    if (block !== null) return block;
  }
  return null;
}
