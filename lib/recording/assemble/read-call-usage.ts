import type { Usage } from "@/lib/core/contracts/call";
import { readUsage, unknownUsage } from "@/lib/core/usage/read-usage";
import type { CallFacts } from "./call-rows";
import type { ReadableBody } from "./read-body";

/** Answers that tell of another call's usage, or of a count that costs nothing. */
const tellingOnly = /(?:^|\.)(?:retrieve|cancel|update|list|count_tokens|input_tokens)$/;
const telling: ReadonlySet<string> = new Set(["batches", "files", "uploads", "models", "vector_stores", "skills"]);

/** Whether the usage in an answer is what this very call has used, so that it may be summed up and paid. */
export function isSpending({ method, endpoint }: Pick<CallFacts, "method" | "endpoint">): boolean {
  if (method !== "POST" || tellingOnly.test(endpoint)) return false;
  return !endpoint.split(".").some((part) => telling.has(part));
}

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
