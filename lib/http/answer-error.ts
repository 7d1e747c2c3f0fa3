import type { AppError } from "@/lib/core/errors";

const retryAfterSeconds: Readonly<Record<number, string>> = { 429: "5", 503: "2" };

/** `{"error":{"code","message","details"}}` with its status. */
export function answerError({ code, message, details, status }: AppError): Response {
  const headers = new Headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  const retryAfter = retryAfterSeconds[status];
  if (retryAfter !== undefined) headers.set("retry-after", retryAfter);
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="diffract"');
  return Response.json({ error: { code, message, details: details ?? null } }, { status, headers });
}
