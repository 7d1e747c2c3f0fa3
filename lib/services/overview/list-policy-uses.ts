import type { FailureMode } from "@/lib/core/contracts/policy";
import type { Db } from "@/lib/db/create-db";

export interface PolicyWithUses {
  readonly id: string;
  /** Plugin id. */
  readonly policy: string;
  readonly name: string;
  readonly version: number;
  readonly on_failure: FailureMode;
  readonly config: unknown;
  readonly updated_at: string;
  /** Projects that run it, and at which place of their order, from 1. */
  readonly uses: readonly { readonly project: string; readonly place: number }[];
}

/** Configured policies by name, each with the projects that run it. */
export async function listPolicyUses(db: Db): Promise<readonly PolicyWithUses[]> {
  const [policies, projects] = await Promise.all([
    db.policy.findMany({ orderBy: { name: "asc" } }),
    db.project.findMany({ select: { name: true, policyIds: true }, orderBy: { name: "asc" } }),
  ]);
  return policies.map((policy) => ({
    id: policy.id,
    policy: policy.policy,
    name: policy.name,
    version: policy.version,
    on_failure: policy.onFailure === "open" ? "open" : "closed",
    config: policy.config,
    updated_at: policy.updatedAt.toISOString(),
    uses: projects
      .filter((project) => project.policyIds.includes(policy.id))
      .map((project) => ({ project: project.name, place: project.policyIds.indexOf(policy.id) + 1 })),
  }));
}
