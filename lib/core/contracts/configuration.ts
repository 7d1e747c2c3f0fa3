/** What a gateway must know to serve calls: read from the database as a whole, then only looked up in memory. */
import type { Dialect } from "./call";
import type { PolicyBinding } from "./policy";
import type { UpstreamOptions } from "./provider";

/** Whether streams are asked for their usage where the client does not; `auto`: only at a provider's own address. */
export const askUsageModes = ["auto", "always", "never"] as const;
export type AskUsageMode = (typeof askUsageModes)[number];

export interface UpstreamConfig {
  /** Stays the same while the upstream is edited, so that records can name it. */
  readonly id: string;
  readonly dialect: Dialect;
  /** Provider plugin id. */
  readonly provider: string;
  /** Without `/v1`; `null` for the provider's default. */
  readonly baseUrl: string | null;
  /** Decrypted provider key. Lives in memory only; never logged, recorded or sent to a browser. */
  readonly credential: string | null;
  /** Patterns such as `gpt-*`; empty for any model. */
  readonly models: readonly string[];
  readonly options: UpstreamOptions;
  /** `auto` when absent. */
  readonly askUsage?: AskUsageMode;
}

export interface ProjectConfig {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** In order: the first of the dialect that takes the model is used. */
  readonly upstreams: readonly UpstreamConfig[];
  /** In order of execution. */
  readonly policies: readonly PolicyBinding[];
  /** Whether upstreams are told of the call's trace. */
  readonly forwardsTrace?: boolean;
}

export interface TokenGrant {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** HMAC-SHA-256 of the whole token text. */
  readonly hmac: Uint8Array;
  readonly isActive: boolean;
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  /** How many requests it may make in all; `null` for any number. */
  readonly maxRequests: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Answers from memory; a miss may wait for the database, bounded. */
export interface Directory {
  /**
   * @param publicId the 12 id characters of a token
   * @throws AppError `directory_unavailable` when the answer is not known and the database cannot be asked
   */
  readonly findToken: (publicId: string) => TokenGrant | null | Promise<TokenGrant | null>;
  readonly findProject: (projectId: string) => ProjectConfig | null;
  /**
   * Counts one request against the token's limit, and says whether the limit still had room for it. `true` at once, without
   * counting, for a token without a limit. All gateways together let a token with limit N pass N times, never more.
   * @throws AppError `directory_unavailable` when the database must be asked and cannot be
   */
  readonly spendRequest: (token: TokenGrant) => boolean | Promise<boolean>;
}
