import { AppError } from "@/lib/core/errors";
import type { PolicyBlock } from "./policy-host/policy-outcome";

/** The refusal that a caller gets when a policy stops its call, or failed and calls must not pass without it. */
export function toBlockError(block: PolicyBlock): AppError {
  return block.isFailure
    ? new AppError("policy_failed", `The policy "${block.policyName}" failed, and calls must not pass without it.`)
    : new AppError("blocked_by_policy", `Blocked by the policy "${block.policyName}": ${block.reason}`);
}
