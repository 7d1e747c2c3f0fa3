/** Every way in which Diffract itself says no, with its HTTP status. Closed: a new code will not compile without one. */
export const errorStatus = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_path: 400,
  missing_token: 401,
  invalid_token: 401,
  token_expired: 401,
  token_revoked: 401,
  unauthenticated: 401,
  forbidden: 403,
  blocked_by_policy: 403,
  policy_failed: 403,
  project_inactive: 403,
  not_found: 404,
  no_upstream: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  body_too_large: 413,
  unsupported_encoding: 415,
  upgrade_unsupported: 426,
  too_many_requests: 429,
  token_exhausted: 429,
  headers_too_large: 431,
  internal_error: 500,
  upstream_unreachable: 502,
  upstream_malformed: 502,
  upstream_truncated: 502,
  directory_unavailable: 503,
  database_unavailable: 503,
  overloaded: 503,
  upstream_timeout: 504,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** An error whose message may be shown to the caller. Anything else becomes `internal_error` without its text. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** Module copies make `instanceof` unreliable under Next, so errors are recognised by name. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error;
}
