/**
 * What the gateway hands to the recorder: the journal's payloads. `end` is self-contained; `start` exists so that a call
 * which a dead gateway left behind is known. Bodies travel beside the JSON as bytes, never inside it.
 */
import type { BodySide, CallState, Dialect, HeaderPairs, HeaderSide, NamedRef, PolicyStep } from "./call";

export interface CallIdentity {
  readonly call_id: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  /** Epoch milliseconds. */
  readonly started_at: number;
  readonly project: NamedRef | null;
  readonly token: NamedRef | null;
  readonly dialect: Dialect;
  readonly endpoint: string;
  readonly method: string;
  /** Path and query as the client sent them. */
  readonly path: string;
  readonly model: string | null;
  readonly is_streaming: boolean;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly agent: string | null;
  readonly task: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Token metadata at the time of the call; a copy, never shared. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Offsets in milliseconds (with fractions) from `started_at`; absent when never reached. */
export interface RecordedTimings {
  /** The token was found and its project is in order. */
  readonly authenticated?: number | undefined;
  readonly request_read?: number | undefined;
  readonly upstream_start?: number | undefined;
  /** A connection was opened for this call; without it, and with `upstream_sent`, one that was open was used again. */
  readonly connect_start?: number | undefined;
  readonly connect_dns?: number | undefined;
  readonly connect_tcp?: number | undefined;
  readonly connect_tls?: number | undefined;
  /** The request was given to a connection. */
  readonly upstream_sent?: number | undefined;
  readonly upstream_headers?: number | undefined;
  readonly upstream_first_byte?: number | undefined;
  readonly upstream_last_byte?: number | undefined;
  readonly client_first_byte?: number | undefined;
  readonly client_last_byte?: number | undefined;
  readonly ended: number;
}

/** What is stored of them. */
export interface StoredTimings extends RecordedTimings {
  /** The first piece of what the model made; found by the recorder, in streams only. */
  readonly upstream_first_token?: number;
}

/**
 * One captured body. `same_as` means: these bytes are those of that side, so none are carried. `wire_request` is there only
 * when it differs from `upstream_request`.
 */
export interface RecordedBody {
  readonly side: BodySide;
  /** Bytes that travelled. */
  readonly size: number;
  /** Bytes that were kept, at most `size`. */
  readonly captured: number;
  readonly content_type: string | null;
  readonly content_encoding: string | null;
  readonly same_as: BodySide | null;
  /** Flat pairs `offset ms, bytes` of the chunks of a streamed response, at most 20,000 pairs. */
  readonly marks?: readonly number[];
}

export interface CallStartRecord extends CallIdentity {
  readonly kind: "start";
  /** What a later start record of a long call knows besides: it shows what happened when no end ever comes. */
  readonly status?: number | null;
  readonly provider?: string | null;
  /** Of the request's hook. */
  readonly steps?: readonly PolicyStep[];
  /** What is known of the bodies; a size that is not known yet is that of what came so far. */
  readonly bodies?: readonly RecordedBody[];
}

export interface CallEndRecord extends CallIdentity {
  readonly kind: "end";
  readonly state: Exclude<CallState, "in_progress">;
  readonly reason: string | null;
  readonly status: number | null;
  readonly provider: string | null;
  /** Which of the project's upstreams; records of earlier versions do not say. */
  readonly upstream_id?: string | null | undefined;
  readonly upstream_url: string | null;
  readonly upstream_request_id: string | null;
  readonly timings: RecordedTimings;
  readonly steps: readonly PolicyStep[];
  readonly headers: Readonly<Record<HeaderSide, HeaderPairs>>;
  readonly bodies: readonly RecordedBody[];
  /** What the gateway itself did on the way, for example `usage_asked`. */
  readonly notes?: readonly string[] | undefined;
  /** What the caller's `traceparent` said of sampling; absent without one. */
  readonly parent_sampled?: boolean | undefined;
}

/** The gateway's side of the recorder. Nothing here can throw or reject; `start` and `end` are awaited. */
export interface CallRecorder {
  /** Resolves when the record is in the journal, or was dropped and counted: what upstream sees after that, a kill leaves known. Never rejects. */
  readonly start: (record: CallStartRecord) => Promise<void>;
  /** Moves bytes of a long body out of memory while the call runs; the rest comes with `end`. */
  readonly part: (callId: string, side: BodySide, bytes: readonly Uint8Array[]) => void;
  /**
   * Resolves when the record is in the journal (page cache), or was dropped and counted. Never rejects.
   * @param bytes captured bytes by side that were not handed over by `part`; sides with `same_as` have none
   */
  readonly end: (record: CallEndRecord, bytes: Partial<Record<BodySide, readonly Uint8Array[]>>) => Promise<void>;
}
