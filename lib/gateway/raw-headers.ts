import type { HeaderPairs } from "@/lib/core/contracts/call";

/** Names and values in turn, in the order and spelling in which they came: what Node and undici both speak. */
export type RawHeaders = readonly string[];

/** First value of each header by lower-case name. */
export type HeaderIndex = Pick<ReadonlyMap<string, string>, "get" | "has">;

/** Looks through the list each time: for the dozen headers that calls have, faster than making a map of them. */
export function indexHeaders(raw: RawHeaders): HeaderIndex {
  return {
    get: (name) => findHeader(raw, name) ?? undefined,
    has: (name) => findHeader(raw, name) !== null,
  };
}

/** More spellings of header names than clients have; what a flood of invented ones may take of memory. */
const maxKnownNames = 1000;

/** Remembers what follows from a header's name, by the spelling in which it comes. @param decide is given the name in lower case */
export function rememberByName<Answer>(decide: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, Answer>();
  return (name) => {
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    const decided = decide(name.toLowerCase());
    if (known.size < maxKnownNames) known.set(name, decided);
    return decided;
  };
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

const isSecret = rememberByName((name) => {
  return secretHeaders.has(name) || (secretName.test(name) && name !== "idempotency-key");
});

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
    pairs.push([name, isSecret(name) ? maskValue(value) : value]);
  }
  return pairs;
}
