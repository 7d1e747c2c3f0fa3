import type { HeaderPairs } from "@/lib/core/contracts/call";

/** Names and values in turn, in the order and spelling in which they came: what Node and undici both speak. */
export type RawHeaders = readonly string[];

/** First value of each header by lower-case name. */
export function indexHeaders(raw: RawHeaders): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    if (!index.has(name)) index.set(name, raw[at + 1] ?? "");
  }
  return index;
}

/** The first value of a header, or `null`. @param name in lower case */
export function findHeader(raw: RawHeaders, name: string): string | null {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const candidate = raw[at] ?? "";
    if (candidate.length === name.length && candidate.toLowerCase() === name) return raw[at + 1] ?? null;
  }
  return null;
}

/** Headers that carry secrets, in either direction; the record keeps their names and at most a scheme. */
const secretHeaders = new Set([
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "openai-ephemeral-user-id",
  "cf-aig-authorization",
  "x-portkey-api-key",
  "helicone-auth",
]);

/** Names that say what they carry. An idempotency key is no secret. */
const secretName = /(?:^|[-_])(?:key|apikey|token|secret|auth|authorization|password|credentials?|signature)(?:[-_]|$)/;

function isSecret(name: string): boolean {
  return secretHeaders.has(name) || (secretName.test(name) && name !== "idempotency-key");
}

function maskValue(value: string): string {
  const scheme = /^(Bearer|Basic) /i.exec(value)?.[0] ?? "";
  return `${scheme}••••`;
}

/** Headers as the record keeps them: pairs, secrets masked. */
export function toRecordedHeaders(raw: RawHeaders): HeaderPairs {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const value = raw[at + 1] ?? "";
    pairs.push([name, isSecret(name.toLowerCase()) ? maskValue(value) : value]);
  }
  return pairs;
}
