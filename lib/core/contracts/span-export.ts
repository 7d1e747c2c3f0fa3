/** How the export of spans is doing, as `GET /api/v1/trace-export` answers it. */
export interface SpanExportStatus {
  readonly enabled: boolean;
  /** Why nothing is exported; `null` when it is on. */
  readonly disabled_because: string | null;
  /** Where spans go, without query. */
  readonly endpoint: string | null;
  readonly protocol: "http/protobuf" | "http/json" | null;
  readonly compression: "gzip" | "none" | null;
  /** What is risky about the settings. */
  readonly warnings: readonly string[];
  /** `failing`: the collector has taken nothing since `failing_since`. `idle`: nothing was ever sent. */
  readonly health: "off" | "idle" | "working" | "failing";
  readonly sent_calls: number;
  readonly sent_spans: number;
  /** Left out by sampling. */
  readonly unsampled_calls: number;
  /** Refused by the collector for good. */
  readonly rejected_spans: number;
  /** Given up after waiting too long. */
  readonly dropped_calls: number;
  readonly requests: number;
  readonly retries: number;
  /** Calls that wait to be exported; at most `pending_calls_at_most` are counted. */
  readonly pending_calls: number;
  readonly pending_calls_at_most: number;
  readonly oldest_pending_at: string | null;
  readonly last_success_at: string | null;
  readonly last_error_at: string | null;
  readonly last_error: string | null;
  readonly failing_since: string | null;
}

/** What is known of the settings without asking anybody. */
export interface SpanExportSettings {
  readonly endpoint: string | null;
  readonly disabledBecause: string | null;
  readonly protocol: "http/protobuf" | "http/json";
  readonly compression: "gzip" | "none";
  readonly warnings: readonly string[];
}
