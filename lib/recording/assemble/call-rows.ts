/** What one call becomes in the database. Keys of rows are column names, so a batch of them is one JSON parameter. */
import type { BodySide, CallState, HeaderPairs, PolicyOutcome, PolicyStep, Usage } from "@/lib/core/contracts/call";
import type { CallIdentity, RecordedBody, RecordedTimings } from "@/lib/core/contracts/call-record";

/** What is assembled: an `end` record, or what a dead gateway left of a call. */
export interface CallFacts extends CallIdentity {
  readonly state: CallState;
  readonly reason: string | null;
  readonly status: number | null;
  readonly provider: string | null;
  readonly upstream_url: string | null;
  readonly upstream_request_id: string | null;
  /** `null` while the call runs, and when it is unknown when it ended. */
  readonly timings: RecordedTimings | null;
  readonly steps: readonly PolicyStep[];
  readonly headers: Readonly<Record<BodySide, HeaderPairs>> | null;
  readonly bodies: readonly RecordedBody[];
}

/** Captured bytes by side, as far as they survived; sides with `same_as` have none. */
export type CapturedBytes = Partial<Record<BodySide, Buffer>>;

export interface CallRow {
  readonly call_id: string;
  readonly state: CallState;
  readonly outcome: PolicyOutcome;
  readonly usage: Usage;
  readonly record_notes: readonly string[];
  readonly [column: string]: unknown;
}

export interface BodyRow {
  readonly side: BodySide;
  readonly size: number;
  readonly captured: number;
  readonly sha256: string | null;
  readonly content_type: string | null;
  readonly content_encoding: string | null;
  readonly same_as: BodySide | null;
  readonly marks: readonly number[];
  readonly bytes: Buffer | null;
}

export interface EventRow {
  readonly id: string;
  readonly event_type: "request" | "response";
  /** Nanoseconds since the epoch. */
  readonly sequence: string;
  /** JSON text, fit for `jsonb`. */
  readonly payload: string;
}

/** Everything of one call, with its rows already as JSON text that Postgres accepts. */
export interface AssembledCall {
  readonly callId: string;
  readonly state: CallState;
  /** One row of `conversation_calls`, without its revision. */
  readonly call: string;
  readonly events: readonly EventRow[];
  readonly bodies: readonly BodyRow[];
  /** Rows of `call_steps`. */
  readonly steps: readonly string[];
  /** About how much this is on its way to the database. */
  readonly bytes: number;
}
