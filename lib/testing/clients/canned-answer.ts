import type { HeaderList } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";

/** An answer that is known beforehand. */
export interface CannedAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const requestId: HeaderList[number] = ["x-request-id", "req_canned"];

/** A whole JSON body. */
export function cannedJson(body: Json, status = 200, headers: HeaderList = []): CannedAnswer {
  const bytes = Buffer.from(JSON.stringify(body));
  const own: HeaderList = [["content-type", "application/json"], ["content-length", String(bytes.length)], requestId];
  return { status, headers: [...own, ...headers], body: [bytes] };
}

/** A stream, in pieces of the given size, which end wherever they end. */
export function cannedStream(bytes: Uint8Array, pieceBytes: number): CannedAnswer {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return { status: 200, headers: [["content-type", "text/event-stream; charset=utf-8"], requestId], body: pieces };
}

/** Bytes that are no text. */
export function cannedBytes(bytes: Uint8Array, contentType: string): CannedAnswer {
  return { ...cannedStream(bytes, 8192), headers: [["content-type", contentType], requestId] };
}
