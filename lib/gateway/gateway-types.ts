import type { Directory } from "@/lib/core/contracts/configuration";
import type { CallRecorder } from "@/lib/core/contracts/call-record";
import type { AnyPolicyDefinition } from "@/lib/core/contracts/policy";
import type { ProviderDefinition, UpstreamRequest } from "@/lib/core/contracts/provider";
import type { AppError } from "@/lib/core/errors";
import { findBodyBudgetBytes } from "./body-budget";
import type { Consume } from "./byte-queue";
import type { CallAbort } from "./call-abort";
import type { RawHeaders } from "./raw-headers";

/** The body of a request, as its transport gives it. Read at most once. */
export interface IncomingBody {
  /**
   * All of it; at once where it is there already.
   * @throws AppError `body_too_large`, `request_timeout`
   */
  readonly read: (limitBytes: number, idleTimeoutMs: number) => Uint8Array | Promise<Uint8Array>;
}

/** A request as an adapter hands it over. */
export interface IncomingCall {
  readonly method: string;
  /** Path and query, exactly as the client spelled them. */
  readonly target: string;
  readonly headers: RawHeaders;
  /** `null` when the request has no body. */
  readonly body: IncomingBody | null;
  /** Aborted when the client goes away before the response is complete. */
  readonly abort: CallAbort;
}

/** Where a body goes. What it answers is waited for when the client is slow. @throws when the client has gone */
export type WriteChunk = (chunk: Uint8Array) => void | Promise<void>;

/** A body on its way. */
export interface PipedBody {
  /** Writes all of it, each chunk as soon as it is there. Rejects when the response must be cut off instead of ended. */
  readonly pipe: (write: WriteChunk) => Promise<void>;
}

/** What goes back. */
export interface OutgoingCall {
  readonly status: number;
  /** The upstream's words for the status; clients show them where an error's body says nothing. */
  readonly reason?: string;
  readonly headers: string[];
  readonly body: Uint8Array | PipedBody | null;
}

/** An answer made here. */
export interface WholeOutgoingCall extends OutgoingCall {
  readonly body: Uint8Array;
}

export interface Gateway {
  /** Serves one call; never rejects. */
  readonly handle: (call: IncomingCall) => Promise<OutgoingCall>;
  /** Answers what the server in front of it may not let through, in the caller's dialect, and records why; never rejects. */
  readonly refuse: (call: IncomingCall, error: AppError) => Promise<WholeOutgoingCall>;
  readonly stats: () => GatewayStats;
  /** Ends the calls that have not ended by themselves, as their dialects let an error end them. */
  readonly stop: () => void;
  /** Closes upstream connections. */
  readonly close: () => Promise<void>;
}

export interface GatewayStats {
  readonly accepted: number;
  /** Known by their token, and not over. */
  readonly running: number;
  /** Rejections that were answered but not recorded, because too many came at once. */
  readonly unrecordedRejections: number;
}

export interface GatewayLimits {
  /** Largest request body that is accepted; above it the answer is 413. */
  readonly requestBytes: number;
  /** Bytes of all bodies that are held in memory at once; above it calls with large bodies get 503 before theirs is read. */
  readonly heldBodyBytes: number;
  /** Largest response body that is held in memory for response policies. */
  readonly bufferedResponseBytes: number;
  /** Bytes kept of each body for the record; the rest is counted only. */
  readonly captureBytes: number;
  /** How long upstream may take to send response headers. Reasoning models take minutes. */
  readonly upstreamHeadersTimeoutMs: number;
  readonly upstreamConnectTimeoutMs: number;
  /** Longest pause between two pieces of a request body. */
  readonly bodyIdleTimeoutMs: number;
  /** Rejected calls recorded per second; a flood of bad tokens must not fill the record. */
  readonly recordedRejectionsPerSecond: number;
}

export const defaultGatewayLimits: GatewayLimits = {
  requestBytes: 50 * 1024 * 1024,
  heldBodyBytes: findBodyBudgetBytes(1),
  bufferedResponseBytes: 64 * 1024 * 1024,
  captureBytes: 16 * 1024 * 1024,
  upstreamHeadersTimeoutMs: 15 * 60_000,
  upstreamConnectTimeoutMs: 10_000,
  bodyIdleTimeoutMs: 60_000,
  recordedRejectionsPerSecond: 50,
};

/** An upstream's answer before anything was done to it. */
export interface RawUpstreamResponse {
  readonly status: number;
  /** Where it has words for its status that can be written again. */
  readonly reason?: string;
  readonly headers: RawHeaders;
  readonly body: UpstreamBody;
}

/** Chunks that come by themselves; they are taken once. */
export interface UpstreamBody {
  /** The whole of it without waiting, when it is there already; else `null`. */
  readonly takeWhole?: () => readonly Uint8Array[] | null;
  /** Hands over each chunk in the turn in which it comes. Resolves at the end, or when no more is wanted; rejects when it breaks off. */
  readonly flow: (consume: Consume) => Promise<void>;
}

export interface UpstreamClient {
  readonly send: (request: UpstreamClientRequest) => Promise<RawUpstreamResponse>;
  readonly close: () => Promise<void>;
}

export interface UpstreamClientRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: UpstreamRequest["method"];
  readonly headers: string[];
  readonly body: Uint8Array | null;
  readonly abort: CallAbort;
  /** Told how the connection came to be. */
  readonly watch?: ConnectionWatch;
}

/** Notes when a point of the way to upstream was reached. */
export interface ConnectionWatch {
  readonly mark: (
    timing: "connect_start" | "connect_dns" | "connect_tcp" | "connect_tls" | "upstream_sent",
    atMs?: number,
  ) => void;
}

export interface GatewayDependencies {
  readonly directory: Directory;
  readonly recorder: CallRecorder;
  readonly providers: readonly ProviderDefinition[];
  readonly policies: readonly AnyPolicyDefinition[];
  /** HMAC-SHA-256 of a token text under the installation's key. */
  readonly hashToken: (token: string) => Uint8Array;
  readonly limits?: Partial<GatewayLimits>;
  /** Told of errors that nobody foresaw; the caller only learns that there was one. */
  readonly onInternalError?: (error: unknown) => void;
  /** For tests. */
  readonly upstream?: UpstreamClient;
}
