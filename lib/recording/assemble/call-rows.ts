/** What one call becomes in the database: tables with the type of each column, and rows of them. */
import type { BodySide, CallState, HeaderPairs, HeaderSide, PolicyStep } from "@/lib/core/contracts/call";
import type { CountAnswer, CountRequest } from "@/lib/core/contracts/token-counter";
import type { CallIdentity, RecordedBody, RecordedTimings } from "@/lib/core/contracts/call-record";

/** What is assembled: an `end` record, or what a dead gateway left of a call. */
export interface CallFacts extends CallIdentity {
  readonly state: CallState;
  readonly reason: string | null;
  readonly status: number | null;
  readonly provider: string | null;
  readonly upstream_id?: string | null | undefined;
  readonly upstream_url: string | null;
  readonly upstream_request_id: string | null;
  /** `null` while the call runs, and when it is unknown when it ended. */
  readonly timings: RecordedTimings | null;
  readonly steps: readonly PolicyStep[];
  readonly headers: Readonly<Record<HeaderSide, HeaderPairs>> | null;
  readonly bodies: readonly RecordedBody[];
  readonly notes?: readonly string[] | undefined;
  readonly parent_sampled?: boolean | undefined;
}

/** Captured bytes by side, as far as they survived; sides with `same_as` have none. */
export type CapturedBytes = Partial<Record<BodySide, Buffer>>;

/** JSON text in pieces, so that long bodies are copied only once. */
export type JsonPieces = readonly (string | Uint8Array)[];

/** What a column of each type takes, beside `null`. Texts and JSON must be fit for Postgres. */
export interface ColumnValues {
  readonly uuid: string;
  readonly text: string;
  readonly bool: boolean;
  readonly int4: number;
  readonly int8: number | bigint;
  readonly float8: number;
  /** Plain decimal. */
  readonly numeric: string;
  /** Epoch milliseconds. */
  readonly timestamptz: number;
  readonly jsonb: string | JsonPieces;
  readonly bytea: Uint8Array;
  readonly textArray: readonly string[];
  readonly float8Array: readonly number[];
}

export type ColumnType = keyof ColumnValues;
export type Columns = Readonly<Record<string, ColumnType>>;
export type RowOf<Table extends Columns> = { readonly [Name in keyof Table]: ColumnValues[Table[Name]] | null };

export const callColumns = {
  /** Given when the call is stored, and therefore the first: there it can be found. */
  revision: "int8",
  call_id: "uuid",
  trace_id: "text",
  span_id: "text",
  parent_span_id: "text",
  state: "text",
  reason: "text",
  status: "int4",
  dialect: "text",
  endpoint: "text",
  method: "text",
  path: "text",
  is_streaming: "bool",
  model: "text",
  model_answered: "text",
  provider: "text",
  upstream_id: "text",
  upstream_url: "text",
  upstream_request_id: "text",
  project_id: "uuid",
  project_name: "text",
  token_id: "uuid",
  token_name: "text",
  session_id: "text",
  user_id: "text",
  agent: "text",
  task: "text",
  tags: "jsonb",
  metadata: "jsonb",
  usage: "jsonb",
  input_tokens: "int8",
  output_tokens: "int8",
  total_tokens: "int8",
  cost_amount: "numeric",
  cost_currency: "text",
  cost_source: "text",
  cost: "jsonb",
  outcome: "text",
  request_changes: "int4",
  response_changes: "int4",
  changed_by: "textArray",
  request_preview: "text",
  response_preview: "text",
  started_at: "timestamptz",
  ended_at: "timestamptz",
  duration_ms: "float8",
  first_byte_ms: "float8",
  gateway_ms: "float8",
  timings: "jsonb",
  headers: "jsonb",
  record_notes: "textArray",
  parent_sampled: "bool",
} as const satisfies Columns;

export const eventColumns = {
  id: "uuid",
  call_id: "uuid",
  event_type: "text",
  /** Nanoseconds since the epoch. */
  sequence: "int8",
  payload: "jsonb",
} as const satisfies Columns;

export const bodyColumns = {
  call_id: "uuid",
  side: "text",
  size: "int8",
  captured: "int8",
  sha256: "text",
  content_type: "text",
  content_encoding: "text",
  same_as: "text",
  bytes: "bytea",
  marks: "float8Array",
} as const satisfies Columns;

export const stepColumns = {
  call_id: "uuid",
  position: "int4",
  hook: "text",
  policy: "text",
  policy_id: "uuid",
  name: "text",
  version: "int4",
  outcome: "text",
  reason: "text",
  duration_ms: "float8",
  start_ms: "float8",
  end_ms: "float8",
  edits: "jsonb",
} as const satisfies Columns;

export type CallRow = RowOf<typeof callColumns>;
export type EventRow = RowOf<typeof eventColumns>;
export type BodyRow = RowOf<typeof bodyColumns>;
export type StepRow = RowOf<typeof stepColumns>;

/** Everything of one call, fit for Postgres. */
export interface AssembledCall {
  readonly callId: string;
  readonly state: CallState;
  readonly call: CallRow;
  readonly events: readonly EventRow[];
  readonly bodies: readonly BodyRow[];
  readonly steps: readonly StepRow[];
  /** About how much this is on its way to the database. */
  readonly bytes: number;
  /** Where tokens must be counted first: what to count, and the call with what was counted. */
  readonly uncounted?: { readonly request: CountRequest; readonly finish: (answer: CountAnswer) => AssembledCall };
}
