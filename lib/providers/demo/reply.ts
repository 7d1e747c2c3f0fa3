import type { Dialect } from "@/lib/core/contracts/call";
import type { HeaderList, UpstreamResponse } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoCall } from "./demo-call";
import { buildVendorErrorBody, type VendorError } from "./vendor-error";

function buildHeaders({ dialect, requestId }: DemoCall, contentType: string): HeaderList {
  const id = dialect === "anthropic" ? "request-id" : "x-request-id";
  return [
    ["content-type", contentType],
    [id, requestId],
  ];
}

/** Small enough to be handed over while others are served too. */
const chunkSize = 65_536;

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield await Promise.resolve(bytes.subarray(at, at + chunkSize));
}

/** A whole body that is not JSON. */
export function replyBytes(call: DemoCall, bytes: Uint8Array, contentType: string): UpstreamResponse {
  const headers = buildHeaders(call, contentType);
  return { status: 200, headers: [...headers, ["content-length", String(bytes.length)]], body: chunk(bytes) };
}

/** A whole JSON body. */
export function replyJson(call: DemoCall, body: Json, status = 200): UpstreamResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const headers = buildHeaders(call, "application/json");
  return { status, headers: [...headers, ["content-length", String(bytes.length)]], body: chunk(bytes) };
}

/** A stream of events. */
export function replyPieces(call: DemoCall, body: AsyncIterable<Uint8Array>): UpstreamResponse {
  const headers = buildHeaders(call, "text/event-stream; charset=utf-8");
  return { status: 200, headers: [...headers, ["cache-control", "no-cache"]], body };
}

/** An error in the vendor's shape. */
export function replyError(call: DemoCall, error: VendorError, dialect: Dialect = call.dialect): UpstreamResponse {
  const reply = replyJson(call, buildVendorErrorBody(error, dialect, call.requestId), error.status);
  return { ...reply, headers: [...reply.headers, ...(error.headers ?? [])] };
}
