import { buildErrorBody } from "@/lib/core/dialects/error-body";
import type { PolicyStep } from "@/lib/core/contracts/call";
import type { AppError, ErrorCode } from "@/lib/core/errors";
import type { OutgoingCall } from "./gateway-types";
import type { OpenCall } from "./open-call";

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

/** Statuses that official SDKs retry by themselves; for these a retry may help, for our other refusals it cannot. */
const retryable: ReadonlySet<ErrorCode> = new Set([
  "request_timeout",
  "too_many_requests",
  "internal_error",
  "upstream_unreachable",
  "upstream_malformed",
  "upstream_truncated",
  "directory_unavailable",
  "database_unavailable",
  "overloaded",
  "upstream_timeout",
]);

/** An error made by the gateway, in the caller's dialect. */
export function buildErrorResponse(call: OpenCall, error: AppError): OutgoingCall {
  const { dialect, call_id } = call.identity;
  const body = Buffer.from(buildErrorBody(dialect, error.code, error.message, call_id));
  const headers = ["content-type", "application/json", "content-length", String(body.byteLength)];
  headers.push(...buildOwnHeaders(call), "x-diffract-error", error.code);
  if (dialect === "anthropic") headers.push("request-id", call_id);
  if (!retryable.has(error.code)) headers.push("x-should-retry", "false");
  if (error.status === 429 || error.status === 503) {
    // Nothing but a person can refill a token; clients that only look here should not hammer meanwhile.
    headers.push("retry-after", error.code === "token_exhausted" ? "60" : "1");
  }
  call.status = error.status;
  call.headers.client_response = headers;
  return { status: error.status, headers, body };
}
