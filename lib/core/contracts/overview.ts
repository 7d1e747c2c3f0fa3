/** Figures about recent calls, for the dashboard. */
import type { CallState, PolicyOutcome } from "./call";

export const overviewWindows = ["1h", "24h"] as const;
export type OverviewWindow = (typeof overviewWindows)[number];

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** Calls that began in one slice of the window. Every call is in exactly one of the four. */
export interface OverviewBucket {
  /** Start of the slice, ISO 8601. */
  readonly at: string;
  readonly unchanged: number;
  readonly changed: number;
  readonly blocked: number;
  /** Did not reach the client whole, for another reason than a policy. */
  readonly failed: number;
  /** In US dollars, of the calls whose cost is known. */
  readonly cost: number;
  /** Calls that may have cost something nobody knows. */
  readonly cost_unknown: number;
}

/** What the calls cost together. */
export interface OverviewCost {
  /** Decimal string in US dollars; `null` where no call's cost is known. */
  readonly amount: string | null;
  /** The part of it that comes from estimated counts. */
  readonly estimated: string | null;
  /** Calls that may have cost something nobody knows; not in the amount. */
  readonly unknown: number;
}

export interface OverviewPolicy {
  readonly policy_id: string;
  readonly name: string;
  /** Calls on which it ran. */
  readonly ran: number;
  readonly changed: number;
  readonly blocked: number;
  readonly failed: number;
}

export interface Overview {
  readonly window: OverviewWindow;
  readonly total: number;
  readonly states: Readonly<Partial<Record<CallState, number>>>;
  readonly outcomes: Readonly<Partial<Record<PolicyOutcome, number>>>;
  /** The gateway's own time before the upstream request; `null` when no call got that far. */
  readonly gateway_ms: Percentiles | null;
  readonly first_byte_ms: Percentiles | null;
  readonly tokens: { readonly input: number | null; readonly output: number | null };
  readonly cost: OverviewCost;
  readonly buckets: readonly OverviewBucket[];
  /** Policies that ran, most changes first. */
  readonly policies: readonly OverviewPolicy[];
  /** Whether any call was ever recorded. */
  readonly has_calls: boolean;
}
