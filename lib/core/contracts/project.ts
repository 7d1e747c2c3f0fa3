/** A project as the management API shows it: whether it is on, where its calls go, and what they pass and pay. */
import type { Dialect } from "./call";
import type { AskUsageMode } from "./configuration";
import type { CustomPrice } from "./pricing";
import type { UpstreamOptions } from "./provider";

/** An entry of the column `projects.upstreams`. Where calls of one dialect go: the first that takes their model. */
export interface StoredUpstream {
  /** Stays the same while it is edited; calls name it as `upstream_id`. */
  readonly id: string;
  readonly dialect: Dialect;
  readonly provider: string;
  /** Without `/v1`; `null` for the provider's own. */
  readonly base_url: string | null;
  readonly credential_id: string | null;
  /** Patterns of model names, such as `gpt-*`; empty for any. */
  readonly models: readonly string[];
  /** What the provider's own schema allows. */
  readonly options: UpstreamOptions;
  readonly ask_usage: AskUsageMode;
}

export interface ProjectPolicy {
  readonly id: string;
  readonly name: string;
  /** Plugin id. */
  readonly policy: string;
  readonly version: number;
}

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
