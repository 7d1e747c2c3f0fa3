import type { Usage } from "@/lib/core/contracts/call";
import { isSpending } from "@/lib/core/usage/is-spending";
import { readUsage, unknownUsage } from "@/lib/core/usage/read-usage";
import type { CallFacts } from "./call-rows";
import type { ReadableBody } from "./read-body";

export interface CallUsage {
  /** What the answer says. */
  readonly usage: Usage;
  /** The same where this call spent it; unknown where it tells of something else. */
  readonly spent: Usage;
}

function readAnswer({ state }: CallFacts, response: ReadableBody): Usage {
  if (response.streamUsage !== undefined) {
    const { streamUsage: usage } = response;
    return usage.source === "reported" && state !== "completed" ? { ...usage, source: "partial" } : usage;
  }
  const usage = response.value === undefined ? unknownUsage : readUsage(response.value);
  return usage.source === "reported" && !response.isComplete ? { ...usage, source: "partial" } : usage;
}

/** The usage of a call, from what its provider answered. */
export function readCallUsage(facts: CallFacts, response: ReadableBody): CallUsage {
  const usage = readAnswer(facts, response);
  return { usage, spent: isSpending(facts) ? usage : unknownUsage };
}
