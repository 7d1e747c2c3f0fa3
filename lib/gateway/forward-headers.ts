import { rememberByName, type RawHeaders } from "./raw-headers";

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

/**
 * The whole list of headers that differ from those of a call without a gateway; docs/clients.md shows it, and the tests
 * excuse nothing else.
 */
export const headerDifferences = {
  /** Never sent upstream: ours, the browser's, other proxies', and what is set anew. */
  keptFromUpstream: [
    ...hopByHop,
    ...["host", "content-length", "accept-encoding"],
    ...["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"],
    ...["forwarded", "x-real-ip", "baggage", "traceparent", "tracestate"],
  ],
  prefixesKeptFromUpstream: ["x-diffract-", "x-forwarded-", "x-middleware-", "x-nextjs-", "cf-"],
  /** Never sent to the client: connection-bound, or a promise about another origin. */
  keptFromClient: [...hopByHop, "set-cookie", "alt-svc", "strict-transport-security"],
  addedForClient: ["x-diffract-call-id", "x-diffract-trace-id", "x-diffract-policy", "server-timing"],
} as const;

const requestDropped = new Set<string>(headerDifferences.keptFromUpstream);

const isKeptFromUpstream = rememberByName((name) => {
  return (
    requestDropped.has(name) || headerDifferences.prefixesKeptFromUpstream.some((prefix) => name.startsWith(prefix))
  );
});

const responseDropped = new Set<string>(headerDifferences.keptFromClient);

const isKeptFromClient = rememberByName((name) => responseDropped.has(name) || name.startsWith("x-diffract-"));

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
 * @param isRewritten the body is not the client's, and is sent without an encoding
 */
export function buildUpstreamHeaders(
  headers: RawHeaders,
  credential: readonly (readonly [string, string])[],
  isRewritten = false,
): string[] {
  const named = namedByConnection(headers);
  const out: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? "";
    if (isKeptFromUpstream(name) || named?.has(name.toLowerCase()) === true) continue;
    if (isRewritten && name.length === 16 && name.toLowerCase() === "content-encoding") continue;
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
    if (isKeptFromClient(name) || named?.has(name.toLowerCase()) === true) continue;
    if (isRewritten && name.length === 14 && name.toLowerCase() === "content-length") continue;
    out.push(name, headers[at + 1] ?? "");
  }
  return out;
}
