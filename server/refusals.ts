import { STATUS_CODES } from "node:http";
import { AppError } from "@/lib/core/errors";

/** An answer in full. */
export interface WholeAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** The console's side of the port speaks the management API's way. */
export function buildPlainRefusal({ code, message, status }: AppError): WholeAnswer {
  const body = Buffer.from(JSON.stringify({ error: { code, message, details: null } }));
  const headers = ["content-type", "application/json", "content-length", String(body.byteLength)];
  headers.push("cache-control", "no-store", "x-content-type-options", "nosniff", "x-diffract-error", code);
  if (status === 405) headers.push("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  return { status, headers, body };
}

/** An answer as bytes, for a connection that has no response object; it is the last on it. */
export function serializeAnswer({ status, headers, body }: WholeAnswer): Buffer {
  const lines = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`];
  for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at] ?? ""}: ${headers[at + 1] ?? ""}`);
  lines.push("connection: close", "", "");
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body]);
}

/** A parser's complaint, and how far the parser had come. */
export interface ParserProblem {
  readonly code: string | undefined;
  /** Whether the request line had come to its end. */
  readonly hasLine: boolean;
  /** Whether it begins as requests do. */
  readonly isRequest: boolean;
}

/** What a parser's complaint means for the client. */
export function explainParserError({ code, hasLine, isRequest }: ParserProblem): AppError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new AppError("request_timeout", "The head of the request did not arrive in time.");
  if (code === "HPE_HEADER_OVERFLOW") {
    return hasLine
      ? new AppError("headers_too_large", "The headers of the request are larger than 16 KiB.")
      : new AppError("url_too_long", "The address is longer than 16 KiB.");
  }
  if (code === "HPE_INVALID_METHOD" && isRequest) return new AppError("method_not_allowed", "There is no such method.");
  return new AppError("invalid_request", "The request is not valid HTTP (RFC 9112).");
}
