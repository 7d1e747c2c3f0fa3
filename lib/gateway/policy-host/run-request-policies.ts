import type { BodyInput, BodyOutcome } from "./policy-outcome";
import { runBodyPolicies } from "./run-body-policies";

/** Runs the policies over a whole request body. Never throws. */
export function runRequestPolicies(input: BodyInput): BodyOutcome | Promise<BodyOutcome> {
  return runBodyPolicies(input, "request");
}
