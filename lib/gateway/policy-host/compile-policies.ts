import type { AnyPolicyDefinition, Policy, PolicyBinding } from "@/lib/core/contracts/policy";
import type { CompiledPolicy } from "./policy-outcome";

export type { CompiledPolicy } from "./policy-outcome";

function createPolicy(binding: PolicyBinding, registry: ReadonlyMap<string, AnyPolicyDefinition>): Policy {
  const definition = registry.get(binding.policy);
  try {
    if (definition === undefined) throw new Error("There is no such policy.");
    return definition.create(binding.config);
  } catch (error) {
    // A policy that cannot be made fails on every call, open or closed as configured; it is never left out silently.
    const failure = error instanceof Error ? error : new Error("The policy could not be made.");
    return {
      createScanner: () => {
        throw failure;
      },
    };
  }
}

/** Makes configured policies ready to run. Never throws. */
export function compilePolicies(
  bindings: readonly PolicyBinding[],
  registry: readonly AnyPolicyDefinition[],
): readonly CompiledPolicy[] {
  const byId = new Map(registry.map((definition) => [definition.id, definition]));
  return bindings.map((binding) => ({ binding, policy: createPolicy(binding, byId) }));
}
