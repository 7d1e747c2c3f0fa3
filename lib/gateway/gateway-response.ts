import { buildErrorBody } from "@/lib/core/dialects/error-body";
import type { PolicyStep } from "@/lib/core/contracts/call";
import { errorKinds, type AppError } from "@/lib/core/errors";
import type { WholeOutgoingCall } from "./gateway-types";
import type { OpenCall } from "./open-call";

/** What may be asked for; which of them an endpoint takes is upstream's to say. */
export const allowedMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** What `x-diffract-policy` says, as known when headers leave. */
export function summarisePolicy(steps: readonly PolicyStep[]): "unchanged" | "changed" | "blocked" | "failed-open" {
  let summary: "unchanged" | "changed" | "failed-open" = "unchanged";
  for (const { outcome } of steps) {
    if (outcome === "blocked" || outcome === "failed-closed") return "blocked";
    if (outcome === "failed-open") summary = "failed-open";
    else if (outcome === "changed" && summary === "unchanged") summary = "changed";
  }
  return summary;
}

/** The headers that every gateway response carries. */
export function buildOwnHeaders(call: OpenCall): string[] {
  const { call_id, trace_id } = call.identity;
  const headers = ["x-diffract-call-id", call_id, "x-diffract-trace-id", trace_id];
  headers.push("x-diffract-policy", summarisePolicy(call.steps));
  const gatewayMs = call.timing("upstream_start") ?? call.elapsedMs();
  headers.push("server-timing", `gw;dur=${gatewayMs.toFixed(2)}`);
  return headers;
}

/** An error made by the gateway, in the caller's dialect. */
export function buildErrorResponse(call: OpenCall, error: AppError): WholeOutgoingCall {
  const { dialect, call_id } = call.identity;
  const body = Buffer.from(buildErrorBody(dialect, error.code, error.message, call_id));
  const headers = ["content-type", "application/json", "content-length", String(body.byteLength)];
  headers.push(...buildOwnHeaders(call), "x-diffract-error", error.code);
  if (dialect === "anthropic") headers.push("request-id", call_id);
  // Official SDKs retry by status: for these a retry may help, for our other refusals it cannot.
  if (!errorKinds[error.code].canRetry) headers.push("x-should-retry", "false");
  if (error.status === 405) headers.push("allow", allowedMethods.join(", "));
  if (error.status === 429 || error.status === 503) {
    // Nothing but a person can refill a token; clients that only look here should not hammer meanwhile.
    headers.push("retry-after", error.code === "token_exhausted" ? "60" : "1");
  }
  call.status = error.status;
  call.headers.client_response = headers;
  return { status: error.status, headers, body };
}
