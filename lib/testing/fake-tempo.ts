import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import type { ParsedSpan } from "@/lib/core/traces/parse-spans";
import { parseSpans } from "@/lib/core/traces/parse-spans";
import { readOtlpProtobuf } from "@/lib/core/traces/read-otlp-protobuf";
import { serveOnLoopback } from "./serve-on-loopback";

export interface FakeTempoOptions {
  /** 2.5 has no second version of the endpoint. */
  readonly version?: "2.5.0" | "2.10.8" | "3.0.3";
  /** What it does with spans on their way in: lose, change. */
  readonly spoil?: (span: ParsedSpan) => ParsedSpan | null;
  readonly isSearchable?: boolean;
}

export interface FakeTempo {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const toBase64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

function toValue(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const toPairs = (attributes: ParsedSpan["attributes"]): unknown[] =>
  Object.entries(attributes)
    .reverse()
    .map(([key, value]) => ({ key, value: toValue(value) }));

/** As Tempo's gogo jsonpb writes it: ids in base64, names of enums, nothing that is zero, attributes in another order. */
function toTempoSpan(span: ParsedSpan): unknown {
  return {
    traceId: toBase64(span.trace_id),
    spanId: toBase64(span.span_id),
    ...(span.parent_span_id !== null && { parentSpanId: toBase64(span.parent_span_id) }),
    name: span.name,
    kind: `SPAN_KIND_${span.kind.toUpperCase()}`,
    startTimeUnixNano: span.start_ns,
    endTimeUnixNano: span.end_ns,
    attributes: toPairs(span.attributes),
    events: span.events.map((event) => {
      return { timeUnixNano: event.at_ns, name: event.name, attributes: toPairs(event.attributes) };
    }),
    status: span.status === "unset" ? {} : { code: `STATUS_CODE_${span.status.toUpperCase()}` },
  };
}

function toResourceSpans(spans: readonly ParsedSpan[]): unknown[] {
  return spans.map((span) => ({
    resource: { attributes: toPairs({ "service.name": span.service }) },
    scopeSpans: [{ scope: {}, spans: [toTempoSpan(span)] }],
  }));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  return request.headers["content-type"] === "application/json"
    ? JSON.parse(plain.toString())
    : readOtlpProtobuf(plain);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/plain; charset=utf-8" : "application/json" });
  response.end(isText ? body : JSON.stringify(body));
}

/** What real Tempo servers were recorded to answer, for what is sent to it; one port for both sides. */
export async function startFakeTempo({
  version = "3.0.3",
  spoil = (span) => span,
  isSearchable = true,
}: FakeTempoOptions = {}): Promise<FakeTempo> {
  const stored: ParsedSpan[] = [];
  const find = (id: string): ParsedSpan[] => stored.filter(({ trace_id: traceId }) => traceId === id.padStart(32, "0"));
  const search = (query: string): unknown => {
    const [, callId = ""] = /"([^"]*)"/.exec(query) ?? [];
    const span = stored.find(({ attributes }) => attributes["diffract.call.id"] === callId);
    const traces = span === undefined || !isSearchable ? [] : [{ traceID: span.trace_id.replace(/^0+/, "") }];
    return { traces, metrics: {} };
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://tempo");
    const id = pathname.split("/").at(-1) ?? "";
    if (pathname === "/v1/traces") {
      const { spans } = parseSpans(await readBody(request));
      stored.push(...spans.flatMap((span) => spoil(span) ?? []));
      answer(response, 200, {});
    } else if (pathname === "/api/status/buildinfo") answer(response, 200, { version });
    else if (pathname === "/api/search") answer(response, 200, search(searchParams.get("q") ?? ""));
    else if (pathname.startsWith("/api/v2/traces/") && version !== "2.5.0") {
      const spans = find(id);
      answer(response, 200, {
        trace: spans.length === 0 ? {} : { resourceSpans: toResourceSpans(spans) },
        metrics: {},
      });
    } else if (pathname.startsWith("/api/traces/")) {
      const spans = find(id);
      if (spans.length === 0) response.writeHead(404).end();
      else answer(response, 200, { batches: toResourceSpans(spans) });
    } else answer(response, 404, "404 page not found");
  };
  return serveOnLoopback(handle);
}
