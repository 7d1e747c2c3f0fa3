import type { Dialect } from "@/lib/core/contracts/call";
import type { HeaderList } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoFailure } from "./demo-models";
import { namedEvent, dataEvent } from "./demo-reply";
import type { Piece } from "./pace-answer";

/** An error as the vendors answer it. */
export interface VendorError {
  readonly status: number;
  readonly message: string;
  readonly openai: { readonly type: string; readonly param?: string | null; readonly code: string | null };
  readonly anthropicType: string;
  readonly headers?: HeaderList;
}

/** A refused request: status 400. */
export function createBadRequest(message: string, param: string | null): VendorError {
  const code = param !== null && message.startsWith("Missing") ? "missing_required_parameter" : null;
  return {
    status: 400,
    message,
    openai: { type: "invalid_request_error", param, code },
    anthropicType: "invalid_request_error",
  };
}

/** A model or path that does not exist. */
export function createNotFound(message: string, code: string | null): VendorError {
  return {
    status: 404,
    message,
    openai: { type: "invalid_request_error", code },
    anthropicType: "not_found_error",
  };
}

const serverError: VendorError = {
  status: 500,
  message: "The demo model failed, as its name promises. Nothing is wrong with your request.",
  openai: { type: "server_error", code: null },
  anthropicType: "api_error",
};

const failures: Readonly<Record<"429" | "500" | "529", VendorError>> = {
  "429": {
    status: 429,
    message: "Rate limit reached for the demo model, as its name promises. Please try again in 2s.",
    openai: { type: "requests", code: "rate_limit_exceeded" },
    anthropicType: "rate_limit_error",
    headers: [
      ["retry-after", "2"],
      ["x-ratelimit-limit-requests", "500"],
      ["x-ratelimit-remaining-requests", "0"],
      ["x-ratelimit-reset-requests", "2s"],
    ],
  },
  "500": serverError,
  "529": {
    status: 529,
    message: "Overloaded",
    openai: { type: "server_error", code: "overloaded" },
    anthropicType: "overloaded_error",
  },
};

/** The error with which a failing model answers at once; a failure in the stream needs a stream. */
export function toVendorError(failure: DemoFailure): VendorError {
  return failure === "midstream" || failure === "cut" ? serverError : failures[failure];
}

/** The body of an error in the vendor's shape. */
export function buildVendorErrorBody(error: VendorError, dialect: Dialect, requestId: string): Json {
  if (dialect === "anthropic") {
    return { type: "error", error: { type: error.anthropicType, message: error.message }, request_id: requestId };
  }
  const { type, param = null, code } = error.openai;
  return { error: { message: error.message, type, param, code } };
}

/** The event with which a vendor says in the middle of a stream that it failed. */
export function buildStreamError(endpoint: string, requestId: string, sequence: number): Piece {
  const { message } = serverError;
  switch (endpoint) {
    case "messages":
      return namedEvent({
        type: "error",
        error: { type: "overloaded_error", message: "Overloaded" },
        request_id: requestId,
      });
    case "responses":
      return namedEvent({ type: "error", code: "server_error", message, param: null, sequence_number: sequence });
    default:
      return dataEvent({ error: { message, type: "server_error", param: null, code: null } });
  }
}
