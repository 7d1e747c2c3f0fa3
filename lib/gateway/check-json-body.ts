import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { AppError } from "@/lib/core/errors";

/** Endpoints that take one JSON object; the others take forms, files or nothing. */
const jsonEndpoints: ReadonlySet<string> = new Set([
  "chat.completions",
  "completions",
  "responses",
  "responses.compact",
  "responses.input_tokens",
  "embeddings",
  "moderations",
  "images.generations",
  "audio.speech",
  "messages",
  "messages.count_tokens",
]);

/** Whether what is sent must be a JSON object. */
export function takesJson(method: string, endpoint: string): boolean {
  return method === "POST" && jsonEndpoints.has(endpoint);
}

/** No type at all passes: RFC 9110 §8.3 lets us find out. @throws AppError `unsupported_content_type` */
export function checkContentType(contentType: string | undefined): void {
  if (contentType === undefined || contentType.toLowerCase().includes("json")) return;
  throw new AppError("unsupported_content_type", "This endpoint takes JSON. Send `content-type: application/json`.");
}

/** @param json what the body says; `undefined` when it is not JSON. @throws AppError `invalid_json` */
export function requireJsonObject(bytes: Uint8Array | null, json: Json | undefined): void {
  if (bytes === null || bytes.byteLength === 0) throw new AppError("invalid_json", "The request has no body.");
  if (json === undefined) throw new AppError("invalid_json", "The request body is not valid JSON.");
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new AppError("invalid_json", "The request body is not a JSON object.");
}
