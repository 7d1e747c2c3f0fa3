import type { BodyInput, BodyOutcome } from "./policy-outcome";
import { runBodyPolicies } from "./run-body-policies";

/** Runs the policies over a whole JSON response body. Never throws. */
export function runResponsePolicies(input: BodyInput): BodyOutcome | Promise<BodyOutcome> {
  return runBodyPolicies(input, "response");
}
