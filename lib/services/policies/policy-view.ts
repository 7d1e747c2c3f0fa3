import { failureModes, type FailureMode } from "@/lib/core/contracts/policy";

/** A configured policy as the management API shows it. */
export interface PolicyView {
  readonly id: string;
  /** Plugin id. */
  readonly policy: string;
  readonly name: string;
  /** Counts changes of what the policy does. */
  readonly version: number;
  readonly config: unknown;
  readonly on_failure: FailureMode;
  readonly created_at: string;
  readonly updated_at: string;
}

interface PolicyRow {
  readonly id: string;
  readonly policy: string;
  readonly name: string;
  readonly version: number;
  readonly config: unknown;
  readonly onFailure: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toPolicyView(row: PolicyRow): PolicyView {
  return {
    id: row.id,
    policy: row.policy,
    name: row.name,
    version: row.version,
    config: row.config,
    on_failure: failureModes.find((mode) => mode === row.onFailure) ?? "closed",
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
