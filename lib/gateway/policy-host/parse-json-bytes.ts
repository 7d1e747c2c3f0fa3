import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { tryParseJson } from "@/lib/core/json/json-access";

/** What a body says when it is JSON in UTF-8, with or without a byte order mark; `undefined` when it is not. */
export function parseJsonBytes(bytes: Uint8Array): Json | undefined {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  return tryParseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}
