const longestMs = 600_000;

/** Milliseconds until a server wants to be asked again (RFC 9110 §10.2.3): seconds or a date; `null` without a usable one. */
export function readRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(longestMs, Math.max(0, ms));
}
