import type { CallDetail, HeaderPairs } from "../contracts/call";

const toPairs = (headers: HeaderPairs): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name, value }));

interface Hop {
  readonly name: string;
  readonly url: string;
  readonly requestHeaders: HeaderPairs;
  readonly responseHeaders: HeaderPairs;
  readonly request: unknown;
  readonly response: unknown;
  readonly startMs: number;
  readonly waitMs: number;
  readonly receiveMs: number;
  readonly status: number;
}

function findType(headers: HeaderPairs): string {
  return headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "application/json";
}

/** The readable view of a body; `size` is that of the text that is given, in bytes. */
function toContent(body: unknown, headers: HeaderPairs): { size: number; mimeType: string; text?: string } {
  if (body === null || body === undefined) return { size: 0, mimeType: findType(headers) };
  const text = JSON.stringify(body);
  return { size: new TextEncoder().encode(text).length, mimeType: findType(headers), text };
}

function listQuery(url: string): { name: string; value: string }[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

function toEntry(call: CallDetail, hop: Hop): unknown {
  const started = new Date(Date.parse(call.started_at) + hop.startMs).toISOString();
  const content = toContent(hop.request, hop.requestHeaders);
  return {
    startedDateTime: started,
    time: hop.waitMs + hop.receiveMs,
    comment: hop.name,
    request: {
      method: call.method,
      url: hop.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: toPairs(hop.requestHeaders),
      queryString: listQuery(hop.url),
      headersSize: -1,
      bodySize: content.size,
      ...(content.text !== undefined && { postData: { mimeType: content.mimeType, text: content.text } }),
    },
    response: {
      status: hop.status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: toPairs(hop.responseHeaders),
      content: toContent(hop.response, hop.responseHeaders),
      redirectURL: "",
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: hop.waitMs, receive: hop.receiveMs },
  };
}

const since = (later: number | null, earlier: number | null): number => Math.max(0, (later ?? 0) - (earlier ?? 0));

/** The call as an HTTP Archive 1.2 with both hops: the client's with the gateway, and the gateway's with the provider. */
export function writeHar(call: CallDetail, origin: string): unknown {
  const { timings, headers, request, response } = call;
  const ended = timings.duration_ms ?? 0;
  const client = toEntry(call, {
    name: "Client to Diffract",
    url: `${origin}${call.path}`,
    requestHeaders: headers.client_request,
    responseHeaders: headers.client_response,
    request: request.original,
    response: response.final,
    startMs: 0,
    waitMs: timings.client_first_byte_ms ?? ended,
    receiveMs: since(timings.client_last_byte_ms, timings.client_first_byte_ms),
    status: call.status ?? 0,
  });
  const upstream = toEntry(call, {
    name: "Diffract to provider",
    url: call.upstream_url ?? "",
    requestHeaders: headers.upstream_request,
    responseHeaders: headers.upstream_response,
    request: request.final,
    response: response.original,
    startMs: timings.upstream_start_ms ?? 0,
    waitMs: since(timings.upstream_headers_ms, timings.upstream_start_ms),
    receiveMs: since(timings.upstream_last_byte_ms, timings.upstream_headers_ms),
    status: call.status ?? 0,
  });
  const entries = timings.upstream_start_ms === null ? [client] : [client, upstream];
  return { log: { version: "1.2", creator: { name: "Diffract", version: "1" }, comment: call.id, entries } };
}
