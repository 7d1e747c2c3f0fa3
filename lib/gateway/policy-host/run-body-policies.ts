/** Runs policies over a whole JSON body: parsed once, shared by all; only literals that changed are spliced. */
import type { SlotValue } from "@/lib/core/dialects/dialect-adapter";
import { isObject } from "@/lib/core/json/json-access";
import { listLogprobs } from "@/lib/core/json/list-logprobs";
import type { JsonSplice } from "@/lib/core/json/splice-json";
import { jsonForm } from "./body-form";
import {
  closeStep,
  describeFailure,
  failStep,
  openSteps,
  type BodyInput,
  type BodyOutcome,
  type PolicyBlock,
  type StepState,
} from "./policy-outcome";
import { runChain, runShortChain, type ChainRun, type ChainText } from "./run-chain";
import { runInStretches, type Work } from "./run-in-stretches";
import { pieceUnits } from "./work-limits";

interface ReadBody {
  readonly slots: readonly SlotValue[];
  readonly skipReason: string | null;
}

function skip(skipReason: string): ReadBody {
  return { slots: [], skipReason };
}

function readSlots({ body, json, adapter, form = jsonForm }: BodyInput, hook: "request" | "response"): ReadBody {
  if (adapter === null) return skip("Policies do not read this endpoint.");
  const parsed = json ?? form.parse(body);
  if (parsed === undefined) return skip("The body is not JSON.");
  if (!isObject(parsed)) return skip("The body is not a JSON object.");
  return {
    slots: hook === "request" ? adapter.listRequestSlots(parsed) : adapter.listResponseSlots(parsed),
    skipReason: null,
  };
}

function readsHook(state: StepState): boolean {
  const { hooks } = state.compiled.policy;
  return hooks === undefined || hooks.includes(state.hook);
}

/** All policies at once fail on a body whose texts cannot be listed. */
function failAll(states: readonly StepState[], reason: string): PolicyBlock | null {
  let block: PolicyBlock | null = null;
  for (const state of states) block = failStep(state, reason) ?? block;
  return block;
}

/** A body whose texts are known, before policies have read them. */
interface OpenBody {
  readonly states: readonly StepState[];
  readonly run: ChainRun;
  readonly skipReason: string | null;
  readonly block: PolicyBlock | null;
}

function openBody(input: BodyInput, hook: "request" | "response"): OpenBody {
  const { policies, context, now } = input;
  const states = openSteps(policies, hook);
  const interested = states.filter(readsHook);
  let read = skip(`It does not read ${hook}s.`);
  let block: PolicyBlock | null = null;
  try {
    if (interested.length > 0) read = readSlots(input, hook);
  } catch (error) {
    block = failAll(interested, describeFailure(error));
  }
  const texts: ChainText[] = read.slots.map((slot) => ({ slot, text: slot.text }));
  const run = { states: texts.length > 0 ? interested : [], texts, context, now };
  return { states, run, skipReason: read.skipReason, block };
}

/** What became of a body. @param block that stopped the call */
function closeBody(
  { states, run, skipReason }: OpenBody,
  input: BodyInput,
  hook: "request" | "response",
  block: PolicyBlock | null,
): BodyOutcome {
  const { body, form = jsonForm } = input;
  const steps = states.map((state) => {
    return closeStep(state, readsHook(state) ? skipReason : `It does not read ${hook}s.`);
  });
  const changed = block === null ? run.texts.filter(({ slot, text }) => text !== slot.text) : [];
  if (changed.length === 0) return { bytes: body, steps, block };
  const splices: JsonSplice[] = changed.map(({ slot, text }) => ({ path: slot.path, value: text }));
  const paths = changed.map(({ slot }) => slot.path);
  if (hook === "response") splices.push(...listLogprobs(input.json ?? form.parse(body) ?? null, paths));
  return { bytes: form.splice(body, splices), steps, block };
}

/** A body that has been opened, and how many of its policies have run. */
interface BegunBody {
  readonly open: OpenBody;
  readonly ran: number;
}

function* runBody(input: BodyInput, hook: "request" | "response", begun: BegunBody | null): Work<BodyOutcome> {
  const { open, ran } = begun ?? { open: openBody(input, hook), ran: 0 };
  const block = open.run.states.length > 0 ? yield* runChain(open.run, ran) : open.block;
  const isChanged = open.run.texts.some(({ slot, text }) => text !== slot.text);
  if (isChanged && input.body.length > pieceUnits) yield;
  return closeBody(open, input, hook, block);
}

/** Runs the policies of one hook over a body: at once where that is short, else with turns for others. Never throws. */
export function runBodyPolicies(input: BodyInput, hook: "request" | "response"): BodyOutcome | Promise<BodyOutcome> {
  if (input.body.length > pieceUnits) return runInStretches(runBody(input, hook, null), input.now);
  const open = openBody(input, hook);
  const { ran, block } = runShortChain(open.run);
  if (block === null && ran < open.run.states.length) {
    return runInStretches(runBody(input, hook, { open, ran }), input.now);
  }
  return closeBody(open, input, hook, block ?? open.block);
}
