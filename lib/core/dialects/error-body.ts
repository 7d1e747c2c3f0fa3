import type { Dialect } from "../contracts/call";
import { errorKinds, type ErrorCode } from "../errors";

/** Anthropic's own error types by status, so that its SDKs raise the class that callers already handle. */
const anthropicTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
};

/** OpenAI's error types by status. */
const openaiTypes: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};

/** Where one status means more than one thing: waiting does not help when a quota is used up. */
const openaiTypesByCode: Readonly<Partial<Record<ErrorCode, string>>> = { token_exhausted: "insufficient_quota" };

/** The JSON body of an error made by the gateway itself, in the dialect of the route that was called. */
export function buildErrorBody(dialect: Dialect, code: ErrorCode, message: string, callId: string): string {
  const { status } = errorKinds[code];
  if (dialect === "anthropic") {
    const type = anthropicTypes[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
    return JSON.stringify({ type: "error", error: { type, message }, request_id: callId });
  }
  const type =
    openaiTypesByCode[code] ?? openaiTypes[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return JSON.stringify({ error: { message, type, param: null, code } });
}
