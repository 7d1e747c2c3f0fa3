/** Where an error can be met: on a call through the gateway, in the management API, or on both. */
type ErrorSide = "gateway" | "api" | "both";

interface ErrorKind {
  readonly status: number;
  readonly side: ErrorSide;
  readonly meaning: string;
  readonly advice: string;
  /** Whether sending the same again may help. Where it cannot, clients are told `x-should-retry: false`. */
  readonly canRetry: boolean;
}

/** Every way in which Diffract itself says no. Closed: a new code will not compile without all of this. */
export const errorKinds = {
  invalid_request: {
    status: 400,
    side: "both",
    meaning: "The request could not be read, or says something that it may not say.",
    advice: "Read the message; it names what is wrong.",
    canRetry: false,
  },
  invalid_json: {
    status: 400,
    side: "gateway",
    meaning: "The body is not one JSON object that can be read in one way only.",
    advice: "Look at the raw bytes in the record of the call.",
    canRetry: false,
  },
  invalid_path: {
    status: 400,
    side: "both",
    meaning: "The path is spelled in a way that two servers may read differently (`//`, `..`, `%2f`, bad `%`).",
    advice: "Check the client's base URL.",
    canRetry: false,
  },
  missing_token: {
    status: 401,
    side: "gateway",
    meaning: "There is no token.",
    advice: "Send it as `Authorization: Bearer` or `x-api-key`.",
    canRetry: false,
  },
  invalid_token: {
    status: 401,
    side: "gateway",
    meaning: "The token is not one of this installation.",
    advice: "Check that the client sends the whole token, and that it was not deleted.",
    canRetry: false,
  },
  token_expired: {
    status: 401,
    side: "gateway",
    meaning: "The token's time is over.",
    advice: "Create a new token, or move the expiry of this one.",
    canRetry: false,
  },
  token_revoked: {
    status: 401,
    side: "gateway",
    meaning: "The token was revoked.",
    advice: "Create a new token.",
    canRetry: false,
  },
  unauthenticated: {
    status: 401,
    side: "api",
    meaning: "Nobody is signed in, and there is no admin token.",
    advice: "Sign in, or send the admin token as `Authorization: Bearer`.",
    canRetry: false,
  },
  forbidden: {
    status: 403,
    side: "api",
    meaning: "Whoever asks may not do this, or the request came from another site.",
    advice: "Ask an administrator.",
    canRetry: false,
  },
  blocked_by_policy: {
    status: 403,
    side: "gateway",
    meaning: "A policy stopped the call.",
    advice: "The message names the policy; the record of the call says why.",
    canRetry: false,
  },
  policy_failed: {
    status: 403,
    side: "gateway",
    meaning: "A policy that fails closed failed, or could not read what it must read.",
    advice: "Look at the policy's step in the record of the call.",
    canRetry: false,
  },
  project_inactive: {
    status: 403,
    side: "gateway",
    meaning: "The token's project is switched off.",
    advice: "Switch the project on.",
    canRetry: false,
  },
  not_found: {
    status: 404,
    side: "both",
    meaning: "There is nothing at this path.",
    advice: "Check the client's base URL and path.",
    canRetry: false,
  },
  no_upstream: {
    status: 404,
    side: "gateway",
    meaning: "The project has no upstream that speaks this dialect.",
    advice: "Give the project one.",
    canRetry: false,
  },
  method_not_allowed: {
    status: 405,
    side: "both",
    meaning: "This method is never served here (`TRACE`, `CONNECT`, and unknown ones).",
    advice: "Use the method that the endpoint takes.",
    canRetry: false,
  },
  request_timeout: {
    status: 408,
    side: "gateway",
    meaning: "The head of the request took longer than 15 s, or its body paused for 60 s.",
    advice: "Look at the network between the client and Diffract.",
    canRetry: true,
  },
  conflict: {
    status: 409,
    side: "api",
    meaning: "It would contradict what exists.",
    advice: "Read it again, and decide anew.",
    canRetry: false,
  },
  body_too_large: {
    status: 413,
    side: "gateway",
    meaning: "The request body is larger than 50 MB.",
    advice: "Send less.",
    canRetry: false,
  },
  url_too_long: {
    status: 414,
    side: "both",
    meaning: "The address alone is longer than 16 KiB.",
    advice: "Move what is in the query into the body.",
    canRetry: false,
  },
  unsupported_encoding: {
    status: 415,
    side: "gateway",
    meaning: "The body is compressed, and policies must read it.",
    advice: "Send it without `content-encoding`.",
    canRetry: false,
  },
  unsupported_content_type: {
    status: 415,
    side: "gateway",
    meaning: "The endpoint takes JSON, and the body says that it is something else.",
    advice: "Send `content-type: application/json`.",
    canRetry: false,
  },
  expectation_failed: {
    status: 417,
    side: "both",
    meaning: "The request expects something else than `100-continue`.",
    advice: "Send it without `expect`.",
    canRetry: false,
  },
  upgrade_unsupported: {
    status: 426,
    side: "gateway",
    meaning: "WebSockets are not served.",
    advice: "Use HTTP; streaming works over it.",
    canRetry: false,
  },
  too_many_requests: {
    status: 429,
    side: "both",
    meaning: "Too many requests in too short a time.",
    advice: "Wait as long as `retry-after` says.",
    canRetry: true,
  },
  token_exhausted: {
    status: 429,
    side: "gateway",
    meaning: "The token's limit of requests is used up.",
    advice: "Raise or clear the limit, or use another token.",
    canRetry: false,
  },
  headers_too_large: {
    status: 431,
    side: "both",
    meaning: "The headers are larger than 16 KiB, or more than 100.",
    advice: "Send fewer or shorter ones.",
    canRetry: false,
  },
  internal_error: {
    status: 500,
    side: "both",
    meaning: "Diffract failed in a way that nobody foresaw.",
    advice: "Look at its log; please report it.",
    canRetry: true,
  },
  upstream_unreachable: {
    status: 502,
    side: "gateway",
    meaning: "No connection to the upstream could be made, or it broke before an answer began.",
    advice: "Check the upstream's address; the record of the call names it.",
    canRetry: true,
  },
  upstream_malformed: {
    status: 502,
    side: "gateway",
    meaning: "What the upstream answered is not valid HTTP, or too large for the policies that must read it.",
    advice: "Look at what listens at the upstream's address.",
    canRetry: true,
  },
  upstream_truncated: {
    status: 502,
    side: "gateway",
    meaning: "The upstream broke off in the middle of its answer.",
    advice: "Try again; the record keeps what came.",
    canRetry: true,
  },
  directory_unavailable: {
    status: 503,
    side: "gateway",
    meaning: "The token is not known in memory, and the database that may know it does not answer.",
    advice: "Check the database. Tokens that were used before keep working.",
    canRetry: true,
  },
  database_unavailable: {
    status: 503,
    side: "both",
    meaning: "The database does not answer, and this cannot be done without it.",
    advice: "Check the database.",
    canRetry: true,
  },
  overloaded: {
    status: 503,
    side: "both",
    meaning: "So much is being held in memory that no more can be taken now, or Diffract is starting or stopping.",
    advice: "Wait as long as `retry-after` says.",
    canRetry: true,
  },
  upstream_timeout: {
    status: 504,
    side: "gateway",
    meaning: "The upstream did not begin its answer within 15 minutes.",
    advice: "Check the upstream.",
    canRetry: true,
  },
  loop_detected: {
    status: 508,
    side: "gateway",
    meaning: "The upstream's address leads back to this Diffract.",
    advice: "Give the project the address of a provider.",
    canRetry: false,
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

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
    return errorKinds[this.code].status;
  }
}

/** Module copies make `instanceof` unreliable under Next, so errors are recognised by name. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error;
}
