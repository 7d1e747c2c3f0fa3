import { buildStreamError } from "@/lib/core/dialects/stream-error";
import { AppError } from "@/lib/core/errors";
import type { OpenCall } from "./open-call";
import { findHeader, type RawHeaders } from "./raw-headers";

/** Why an answer ends before its end. */
export function explainStop(): AppError {
  return new AppError("overloaded", "Diffract is stopping. Send the request again.");
}

/** Whether a piece ends with a blank line, so that another event may follow. */
function endsEvent(tail: Uint8Array | null): boolean {
  if (tail === null) return true;
  const end = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).toString("latin1").slice(-4);
  return /(?:\n\n|\r\r|\r\n\r\n)$/.test(end);
}

/**
 * The error event that ends a broken stream, or `null` where it would not be understood: in the middle of an event, or in
 * something that is no event stream.
 * @param tail what the client got last; `null` for nothing
 */
export function buildLastWords(
  call: OpenCall,
  headers: RawHeaders,
  tail: Uint8Array | null,
  { code, message }: AppError,
): Uint8Array | null {
  const type = findHeader(headers, "content-type")?.toLowerCase() ?? "";
  const isReadable = type.startsWith("text/event-stream") && findHeader(headers, "content-encoding") === null;
  if (!isReadable || !endsEvent(tail)) return null;
  const { dialect, endpoint, call_id: callId } = call.identity;
  return Buffer.from(buildStreamError({ dialect, endpoint, callId }, code, message));
}
