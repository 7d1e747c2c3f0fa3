import type { CustomPrice } from "@/lib/core/contracts/pricing";
import { readCustomPrices } from "@/lib/core/pricing/custom-price";
import { readStoredUpstreams, type StoredUpstream } from "@/lib/core/upstreams/stored-upstream";
import type { Db } from "@/lib/db/create-db";

export interface ProjectPolicy {
  readonly id: string;
  readonly name: string;
  /** Plugin id. */
  readonly policy: string;
  readonly version: number;
}

/** A project as the management API shows it. */
export interface ProjectView {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly upstreams: readonly StoredUpstream[];
  /** In order of execution. */
  readonly policies: readonly ProjectPolicy[];
  readonly policy_ids: readonly string[];
  readonly prices: readonly CustomPrice[];
  /** Counts changes of the prices; calls that were priced by them name it. */
  readonly prices_version: number;
  /** Whether upstreams get the call's `traceparent`. */
  readonly forward_trace_context: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ProjectRow {
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
