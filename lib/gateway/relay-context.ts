import type { PolicyContext } from "@/lib/core/contracts/policy";
import type { BodyReader, DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import type { CallAbort } from "./call-abort";
import { buildClientHeaders } from "./forward-headers";
import { buildOwnHeaders } from "./gateway-response";
import type { GatewayLimits, OutgoingCall, RawUpstreamResponse } from "./gateway-types";
import type { OpenCall } from "./open-call";
import type { CompiledPolicy } from "./policy-host/compile-policies";

/** What relaying an answer needs to know of its call. */
export interface RelayContext {
  readonly call: OpenCall;
  /** `null` for endpoints whose answers policies do not read. */
  readonly reader: BodyReader | null;
  /** The same for their streams. */
  readonly adapter: DialectAdapter | null;
  readonly policies: readonly CompiledPolicy[];
  readonly policyContext: PolicyContext;
  readonly limits: GatewayLimits;
  /** Aborted when the client went away. */
  readonly abort: CallAbort;
  readonly now: () => number;
  /** Told of the answer's bytes as they come, where it matters which objects it made. */
  readonly learnPlace?: ((chunk: Uint8Array) => void) | null;
  /** The stream's usage was asked for by the gateway: the client must not see it. */
  readonly hidesUsage?: boolean;
}

/** Status and headers of the answer. @param isRewritten whether the body's length may differ from what was announced */
export function startResponse(
  context: RelayContext,
  upstream: RawUpstreamResponse,
  isRewritten: boolean,
): OutgoingCall {
  const headers = buildClientHeaders(upstream.headers, isRewritten);
  headers.push(...buildOwnHeaders(context.call));
  context.call.headers.client_response = headers;
  const { status, reason } = upstream;
  return { status, headers, body: null, ...(reason !== undefined && { reason }) };
}

export function markClient(call: OpenCall, atMs = call.elapsedMs()): void {
  call.mark("client_first_byte", atMs);
  call.mark("client_last_byte", atMs);
}

/** Ends the record of a call whose answer came whole. */
export function endComplete(context: RelayContext, status: number): Promise<void> {
  return context.call.end(status >= 500 ? "upstream_error" : "completed", status >= 500 ? "upstream_status" : null);
}

/** Ends the record of a call whose answer stopped early: the client left, or we must, or upstream did. */
export function endBroken({ call, abort }: RelayContext): Promise<void> {
  if (abort.reason === "client") return call.end("client_aborted", "client_disconnected");
  if (abort.reason === "stopping") return call.end("interrupted", "gateway_stopping");
  return call.end("upstream_truncated", "upstream_disconnected");
}
