import { AppError } from "@/lib/core/errors";
import type { CompiledPolicy } from "./policy-host/policy-outcome";
import type { RelayContext } from "./relay-context";

/** Whether a policy has something to do with this side of a call. */
export function readsHook({ policy }: CompiledPolicy, hook: "request" | "response"): boolean {
  return policy.hooks?.includes(hook) ?? true;
}

/** An answer that policies were to read and cannot. It passes only where all of them may fail. @throws AppError `policy_failed` */
export function refuseUnreadable({ policies }: RelayContext, why: string): void {
  const closed = policies.find((one) => readsHook(one, "response") && one.binding.onFailure === "closed");
  if (closed === undefined) return;
  throw new AppError("policy_failed", `${why} The policy "${closed.binding.name}" could not read it.`);
}
