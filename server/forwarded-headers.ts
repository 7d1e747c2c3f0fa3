import type { IncomingMessage } from "node:http";

/** RFC 9110 §7.6.1: these belong to one connection, and so does what `connection` names. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  // Answered by us already.
  "expect",
]);
/** Whoever calls us may write anything into these, so they never pass. */
const forwarded = new Set([
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "x-middleware-subrequest",
]);

/** Pairs without the hop-by-hop ones, flat as Node has them. */
export function dropHopByHop(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const key = name.toLowerCase();
    if (!hopByHop.has(key) && !named.has(key)) kept.push(name, rawHeaders[index + 1] ?? "");
  }
  return kept;
}

/** Loopback and private networks (RFC 1918, RFC 4193), where one's own proxies are. */
const nearby = /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i;

/** How the browser came: what a proxy next to us says, and for everybody else that they speak HTTP to us. */
function findScheme({ headers, socket }: IncomingMessage): "http" | "https" {
  const said = headers["x-forwarded-proto"];
  const first = (Array.isArray(said) ? said[0] : said)?.split(",", 1)[0]?.trim().toLowerCase();
  return first === "https" && nearby.test(socket.remoteAddress ?? "") ? "https" : "http";
}

/** A request's headers as the console may see them: what was forwarded is what we saw ourselves. */
export function buildConsoleHeaders(request: IncomingMessage): string[] {
  const kept = dropHopByHop(request.rawHeaders, request.headers.connection);
  const headers: string[] = [];
  for (let index = 0; index + 1 < kept.length; index += 2) {
    const name = kept[index] ?? "";
    if (!forwarded.has(name.toLowerCase())) headers.push(name, kept[index + 1] ?? "");
  }
  headers.push("x-forwarded-for", request.socket.remoteAddress ?? "", "x-forwarded-proto", findScheme(request));
  if (request.headers.host !== undefined) headers.push("x-forwarded-host", request.headers.host);
  return headers;
}

/** The same for a request that this process answers itself. */
export function replaceForwardedHeaders(request: IncomingMessage): void {
  const scheme = findScheme(request);
  for (const name of forwarded) Reflect.deleteProperty(request.headers, name);
  request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  request.headers["x-forwarded-proto"] = scheme;
  if (request.headers.host !== undefined) request.headers["x-forwarded-host"] = request.headers.host;
}
