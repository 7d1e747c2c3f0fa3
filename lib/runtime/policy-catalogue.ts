import type { PolicyExample } from "@/lib/core/contracts/policy";
import { policyDefinitions } from "@/lib/policies/registry";

export interface PolicyKind {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly PolicyExample[];
}

/** Kinds of policy that are installed, as plain data that may go to a page. */
export function getPolicyCatalogue(): readonly PolicyKind[] {
  return policyDefinitions.map(({ id, version, title, description, examples }) => ({
    id,
    version,
    title,
    description,
    examples,
  }));
}
