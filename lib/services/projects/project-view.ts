import type { ProjectView } from "@/lib/core/contracts/project";
import { readCustomPrices } from "@/lib/core/pricing/custom-price";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import type { Db } from "@/lib/db/create-db";

interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly upstreams: unknown;
  readonly policyIds: readonly string[];
  readonly prices: unknown;
  readonly pricesVersion: number;
  readonly forwardsTrace: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Rows with their policies looked up, in one query for all. */
export async function toProjectViews(db: Pick<Db, "policy">, rows: readonly ProjectRow[]): Promise<ProjectView[]> {
  const ids = [...new Set(rows.flatMap((row) => row.policyIds))];
  const policies = await db.policy.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, policy: true, version: true },
  });
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    active: row.isActive,
    upstreams: readStoredUpstreams(row.upstreams),
    policies: row.policyIds.flatMap((policyId) => byId.get(policyId) ?? []),
    policy_ids: row.policyIds,
    prices: readCustomPrices(row.prices),
    prices_version: row.pricesVersion,
    forward_trace_context: row.forwardsTrace,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }));
}
