import type { RawHeaders } from "./raw-headers";

/** RFC 9110 §7.6.1: meant for one connection only. `expect` is answered by us, and undici refuses it. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];

/** Never sent upstream: ours, the browser's, other proxies', and what is set anew. */
const requestDropped = new Set([
  ...hopByHop,
  "host",
  "content-length",
  "accept-encoding",
  "authorization",
  "x-api-key",
  "api-key",
  "cookie",
  "forwarded",
  "x-real-ip",
  "baggage",
  "traceparent",
  "tracestate",
]);
const requestDroppedPrefixes = ["x-diffract-", "x-forwarded-", "x-middleware-", "x-nextjs-", "cf-"];

/** Never sent to the client: connection-bound, or a promise about another origin. */
const responseDropped = new Set([...hopByHop, "set-cookie", "alt-svc", "strict-transport-security"]);

function namedByConnection(headers: RawHeaders): ReadonlySet<string> | null {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? "";
    if (name.length === 10 && name.toLowerCase() === "connection") {
      const value = (headers[at + 1] ?? "").toLowerCase();
      if (value === "keep-alive" || value === "close") return null;
      return new Set(value.split(",").map((part) => part.trim()));
    }
  }
  return null;
}

/**
 * Request headers as upstream gets them: everything the client sent but for the list above, then the credential.
 * `accept-encoding: identity` keeps answers readable for the record; see docs/decisions.
 */
export function buildUpstreamHeaders(
  headers: RawHeaders,
  credential: readonly (readonly [string, string])[],
): string[] {
  const named = namedByConnection(headers);
  const out: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? "";
    const lower = name.toLowerCase();
    if (requestDropped.has(lower) || named?.has(lower)) continue;
    if (requestDroppedPrefixes.some((prefix) => lower.startsWith(prefix))) continue;
    out.push(name, headers[at + 1] ?? "");
  }
  out.push("accept-encoding", "identity");
  for (const [name, value] of credential) out.push(name, value);
  return out;
}

/** @param isRewritten whether the body's length may differ from what upstream announced */
export function buildClientHeaders(headers: RawHeaders, isRewritten: boolean): string[] {
  const named = namedByConnection(headers);
  const out: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? "";
    const lower = name.toLowerCase();
    if (responseDropped.has(lower) || named?.has(lower)) continue;
    if (lower.startsWith("x-diffract-") || (isRewritten && lower === "content-length")) continue;
    out.push(name, headers[at + 1] ?? "");
  }
  return out;
}
