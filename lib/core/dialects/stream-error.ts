import type { Dialect } from "../contracts/call";
import type { ErrorCode } from "../errors";
import { buildErrorBody } from "./error-body";

/** Which stream is meant: Responses has events of its own within OpenAI's dialect. */
export interface StreamErrorPlace {
  readonly dialect: Dialect;
  readonly endpoint: string;
  readonly callId: string;
}

/**
 * The event that ends a stream with an error, as the vendors write it: official clients raise it. Nothing may follow, least
 * of all `[DONE]` or `message_stop`.
 */
export function buildStreamError(
  { dialect, endpoint, callId }: StreamErrorPlace,
  code: ErrorCode,
  message: string,
): string {
  const body = buildErrorBody(dialect, code, message, callId);
  if (dialect === "anthropic") return `event: error\ndata: ${body}\n\n`;
  if (endpoint !== "responses") return `data: ${body}\n\n`;
  const { error } = JSON.parse(body) as { error: object };
  return `event: error\ndata: ${JSON.stringify({ type: "error", code, message, param: null, error })}\n\n`;
}
