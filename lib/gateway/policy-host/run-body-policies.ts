/** Runs policies over a whole JSON body: parsed once, shared by all; only literals that changed are spliced. */
import type { SlotValue } from "@/lib/core/dialects/dialect-adapter";
import { isObject } from "@/lib/core/json/json-access";
import { listLogprobs } from "@/lib/core/json/list-logprobs";
import { spliceJsonBytes, type JsonSplice } from "@/lib/core/json/splice-json";
import { parseJsonBytes } from "./parse-json-bytes";
import { closeStep, openSteps, type BodyInput, type BodyOutcome, type StepState } from "./policy-outcome";
import { runChain, type ChainText } from "./run-chain";

interface ReadBody {
  readonly slots: readonly SlotValue[];
  readonly skipReason: string | null;
}

function skip(skipReason: string): ReadBody {
  return { slots: [], skipReason };
}

function readSlots({ body, json, adapter }: BodyInput, hook: "request" | "response"): ReadBody {
  if (adapter === null) return skip("Policies do not read this endpoint.");
  const parsed = json ?? parseJsonBytes(body);
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

/** Runs the policies of one hook over a body. Never throws. */
export function runBodyPolicies(input: BodyInput, hook: "request" | "response"): BodyOutcome {
  const { body, policies, context, now } = input;
  const states = openSteps(policies, hook);
  const interested = states.filter(readsHook);
  const read = interested.length === 0 ? skip(`It does not read ${hook}s.`) : readSlots(input, hook);
  const texts: ChainText[] = read.slots.map((slot) => ({ slot, text: slot.text }));
  const block = texts.length === 0 ? null : runChain(interested, texts, context, now);
  const steps = states.map((state) => {
    return closeStep(state, readsHook(state) ? read.skipReason : `It does not read ${hook}s.`);
  });
  const changed = block === null ? texts.filter(({ slot, text }) => text !== slot.text) : [];
  if (changed.length === 0) return { bytes: body, steps, block };
  const splices: JsonSplice[] = changed.map(({ slot, text }) => ({ path: slot.path, value: text }));
  const paths = changed.map(({ slot }) => slot.path);
  if (hook === "response") splices.push(...listLogprobs(input.json ?? parseJsonBytes(body) ?? null, paths));
  return { bytes: spliceJsonBytes(body, splices), steps, block };
}
