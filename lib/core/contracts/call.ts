/**
 * One proxied request as everybody outside the hot path sees it: the management API, the pages, the tests.
 * Names follow `/api/v1/calls` (snake case, ISO 8601 times, money as decimal strings) and are JSON-safe.
 */
import type { Certificate } from "./certificate";
import type { Diff } from "./diff";

export const dialects = ["openai", "anthropic"] as const;
export type Dialect = (typeof dialects)[number];

/** How a call ended, or that it has not yet. `interrupted`: the gateway died or had to stop first. */
export const callStates = [
  "in_progress",
  "completed",
  "blocked",
  "rejected",
  "client_aborted",
  "upstream_error",
  "upstream_truncated",
  "interrupted",
] as const;
export type CallState = (typeof callStates)[number];

/** The six outcomes of a policy on a call. */
export const policyOutcomes = ["blocked", "changed", "unchanged", "skipped", "failed-open", "failed-closed"] as const;
export type PolicyOutcome = (typeof policyOutcomes)[number];

/**
 * The places where a body is captured, in the order in which it travels. `upstream_request` is what policies left,
 * `wire_request` what the provider was really sent (docs/decisions/asking-for-usage.md); mostly the same bytes.
 */
export const bodySides = [
  "client_request",
  "upstream_request",
  "wire_request",
  "upstream_response",
  "client_response",
] as const;
export type BodySide = (typeof bodySides)[number];

/** The places where headers are recorded: those of `upstream_request` are what the provider was sent. */
export const headerSides = ["client_request", "upstream_request", "upstream_response", "client_response"] as const;
export type HeaderSide = (typeof headerSides)[number];

/** Token counts in one meaning for all providers; `null` means that nobody said, which is not zero. */
export interface TokenCounts {
  /** With what was read from and written to a cache. */
  readonly input_tokens: number | null;
  /** With reasoning. */
  readonly output_tokens: number | null;
  readonly total_tokens: number | null;
  /** `cached_tokens`, `cache_write_tokens` (`_5m`, `_1h`, …), `audio_tokens`, `image_tokens`, …: parts of the input. */
  readonly input_details: Readonly<Record<string, number>>;
  /** `reasoning_tokens`, `audio_tokens`, `accepted_prediction_tokens`, …: parts of the output. */
  readonly output_details: Readonly<Record<string, number>>;
}

/**
 * Why tokens that a provider did not report were not counted here either: pictures or sound; a part of the conversation that
 * is kept elsewhere; bytes that were not kept; a text that is too long; counting that took too long; too much to do; a fault.
 */
export const uncountedReasons = [
  "not_text",
  "kept_elsewhere",
  "not_kept",
  "too_long",
  "too_slow",
  "busy",
  "failed",
] as const;
export type UncountedReason = (typeof uncountedReasons)[number];

/** What a call used. What is absent was not said. */
export interface Usage extends TokenCounts {
  /** `partial`: the stream was cut after some counts had come. */
  readonly source: "reported" | "partial" | "estimated" | "unknown";
  /** Server tools and the like, which are billed by the request, for example `web_search_requests`. */
  readonly requests?: Readonly<Record<string, number>>;
  /** Where audio is counted by its length. */
  readonly audio_seconds?: number;
  /** What decides about the price besides the counts: `service_tier`, `speed`, `inference_geo`. */
  readonly terms?: Readonly<Record<string, string>>;
  /** Anthropic's passes of one call, which may be by several models; `null` is the call's own. */
  readonly iterations?: readonly (TokenCounts & { readonly model: string | null })[];
  /** What the provider says that the call cost. */
  readonly reported_cost?: { readonly amount: string; readonly currency: string };
  /** How estimated counts were made, for example `gpt-tokenizer o200k_base`. */
  readonly estimator?: string;
  /** Why there is no estimate of what is unknown. */
  readonly uncounted?: UncountedReason;
  /** As the provider wrote it; not in lists. */
  readonly raw?: unknown;
}

/** One line of a bill: so many of something at a price for so many. */
export interface CostItem {
  /** `input`, `cached_input`, `cache_write`, `output`, `web_search_requests`, … */
  readonly item: string;
  readonly quantity: string;
  /** Decimal string, for `per` of them. */
  readonly price: string;
  readonly per: number;
  readonly amount: string;
}

/** What a call cost; `null` instead of this where nobody knows. */
export interface Cost {
  /** Decimal string, for example `0.000123`. */
  readonly amount: string;
  readonly currency: string;
  /** Whose prices: `provider` (its own word), `project`, or a table and its version such as `genai-prices 0.1.8`. */
  readonly source: string;
  /** Made from counts that were themselves estimated, or of a stream that was cut. */
  readonly is_estimated?: boolean;
  /** How the amount comes about; absent where only the provider's sum is known. */
  readonly items?: readonly CostItem[];
  /** Which price was applied, for example `openai/gpt-5.5`, and what changed it. */
  readonly price_name?: string;
  /** Of the project's prices, where those were applied. */
  readonly price_version?: number;
}

/** Milliseconds since the call was accepted; `null` when that point was never reached. */
export interface Timings {
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  /** The token was found and its project is in order. */
  readonly authenticated_ms: number | null;
  /** Request body fully read. */
  readonly request_read_ms: number | null;
  /** Request policies done, upstream request begun. Equals the gateway's own time before upstream. */
  readonly upstream_start_ms: number | null;
  /** Response status and headers arrived from upstream. */
  readonly upstream_headers_ms: number | null;
  readonly upstream_first_byte_ms: number | null;
  readonly upstream_last_byte_ms: number | null;
  /** First and last body byte handed to the client. */
  readonly client_first_byte_ms: number | null;
  readonly client_last_byte_ms: number | null;
}

/** A change that one policy made to one text, with what it knew about it. Offsets are UTF-16 units of the step's input. */
export interface RecordedEdit {
  /** Path in the (reassembled) document, for example `choices[0].message.content`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  readonly reason: string;
  /** `from` and `to` were removed with the bodies and are empty here, which is not what they were. */
  readonly are_texts_removed?: true;
}

/** One policy at one hook of one call. */
export interface PolicyStep {
  readonly position: number;
  readonly hook: "request" | "response";
  /** Plugin id, for example `redact-personal-data`. */
  readonly policy: string;
  /** Configured policy: row id and the name people gave it. */
  readonly policy_id: string;
  readonly name: string;
  /** Version of the configuration that ran, for example `3`. */
  readonly version: number;
  readonly outcome: PolicyOutcome;
  readonly reason: string | null;
  /** What it computed, without waiting for more of a stream. */
  readonly duration_ms: number;
  /** Offsets from the call's start at which it first and last computed; absent when it never did, or nobody noted it. */
  readonly start_ms?: number | null;
  readonly end_ms?: number | null;
  readonly edits: readonly RecordedEdit[];
  /** How many there are, where they themselves are left out. */
  readonly edit_count?: number;
}

export interface NamedRef {
  readonly id: string;
  readonly name: string;
}

/** A row of the list and of the live feed: compact columns only. */
export interface CallSummary {
  readonly id: string;
  readonly trace_id: string;
  /** Grows with every stored change of any call; the cursor of the activity stream. */
  readonly revision: string;
  readonly state: CallState;
  /** Error code or short sentence that explains the state, when there is something to explain. */
  readonly reason: string | null;
  readonly status: number | null;
  readonly dialect: Dialect;
  /** `chat.completions`, `messages`, `responses`, … or `other`. */
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly is_streaming: boolean;
  readonly model: string | null;
  readonly model_answered: string | null;
  readonly provider: string | null;
  readonly project: NamedRef | null;
  readonly token: NamedRef | null;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly agent: string | null;
  readonly task: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly usage: Usage;
  readonly cost: Cost | null;
  readonly started_at: string;
  readonly duration_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly gateway_ms: number | null;
  /** Worst outcome over all steps, or `skipped` when no policy ran. */
  readonly outcome: PolicyOutcome;
  readonly request_changes: number;
  readonly response_changes: number;
  /** Names of the policies that changed or blocked the call. */
  readonly changed_by: readonly string[];
  /** First words of the last user message and of the answer as the client got it. */
  readonly request_preview: string | null;
  readonly response_preview: string | null;
}

/** What is known about one captured body without sending it. */
export interface BodyInfo {
  readonly side: BodySide;
  readonly size: number;
  readonly captured: number;
  readonly sha256: string | null;
  readonly is_truncated: boolean;
  readonly content_type: string | null;
  /** The side whose bytes these are, when nothing was changed on the way. */
  readonly same_as: BodySide | null;
}

/** Before and after policies, readable view; `null` when there is no such body or it is not JSON. */
export interface OriginalAndFinal {
  readonly original: unknown;
  readonly final: unknown;
}

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

export interface CallDetail extends CallSummary {
  readonly timings: Timings;
  readonly request: OriginalAndFinal;
  readonly response: OriginalAndFinal;
  readonly steps: readonly PolicyStep[];
  readonly bodies: readonly BodyInfo[];
  /** The bodies were recorded and have been removed since; what else is known of them is still in `bodies`. */
  readonly bodies_removed?: boolean;
  /** Why they were: they had been kept for as long as the environment says. Absent when somebody else removed them. */
  readonly bodies_expired?: { readonly removed_at: string; readonly kept_days: number };
  readonly headers: Readonly<Record<HeaderSide, HeaderPairs>>;
  /** Which of the project's upstreams it went to. */
  readonly upstream_id: string | null;
  readonly upstream_url: string | null;
  readonly upstream_request_id: string | null;
  /** Whether each side got the bytes that the other sent, and which headers changed on the way. */
  readonly certificate: Certificate;
  /** What the gateway did besides policies (`usage_asked`), and what the record had to do to stay readable (`nul_replaced`). */
  readonly record_notes: readonly string[];
}

export interface CallDiff {
  readonly call_id: string;
  readonly request: Diff;
  readonly response: Diff;
  readonly steps: readonly StepDiff[];
}

export interface StepDiff {
  readonly policy: string;
  readonly policy_id: string;
  readonly name: string;
  readonly version: number;
  readonly hook: "request" | "response";
  readonly outcome: PolicyOutcome;
  readonly reason: string | null;
  readonly duration_ms: number;
  readonly request?: Diff;
  readonly response?: Diff;
}

/** Arrival and departure of stream pieces, for the lanes. */
export interface CallStream {
  readonly call_id: string;
  readonly upstream: readonly StreamMark[];
  readonly client: readonly StreamMark[];
}

export interface StreamMark {
  /** Milliseconds since the call was accepted. */
  readonly at_ms: number;
  readonly bytes: number;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}
