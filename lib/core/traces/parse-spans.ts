/**
 * Reads spans from OTLP/JSON and from what Tempo answers (gogo jsonpb, v1 and v2): hex or base64 ids, numbers or names of
 * enums, strings or numbers of nanoseconds. Total: what cannot be read is counted, never thrown.
 */
import { spanKinds, type SpanEvent, type SpanKind, type SpanLink, type TraceSpan } from "../contracts/trace";
import { readAttributes } from "./read-attributes";

export interface ParsedSpan extends TraceSpan {
  /** 32 lower-case hex digits. */
  readonly trace_id: string;
}

export interface ParsedSpans {
  readonly spans: readonly ParsedSpan[];
  /** Things in the place of spans that had no usable id or time. */
  readonly unreadable: number;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function decodeBase64(value: string): string {
  try {
    return Array.from(atob(value), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

/**
 * An id as lower-case hex, or `null`. Lengths tell the two spellings apart: 8 bytes are 16 hex digits or 12 characters of
 * base64, 16 bytes are 32 or 24. Leading zeros that search answers leave out are put back.
 * @param bytes 8 for spans, 16 for traces
 */
export function readId(value: unknown, bytes: 8 | 16): string | null {
  const text = textOf(value);
  const isBase64 = text.length === Math.ceil(bytes / 3) * 4 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  const hex =
    isBase64 && !/^[0-9a-f]+$/i.test(text) ? decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/")) : text;
  if (!/^[0-9a-f]+$/i.test(hex) || hex.length > bytes * 2) return null;
  const id = hex.toLowerCase().padStart(bytes * 2, "0");
  return /^0+$/.test(id) ? null : id;
}

/** Nanoseconds as a decimal string. JSON numbers above 2^53 have lost digits already; they are taken as they are. */
function readNanos(value: unknown): string | null {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value).toString();
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? BigInt(Math.round(value)).toString()
    : null;
}

/** OTLP's numbers begin with 0 for unspecified, which means internal. */
function readKind(value: unknown): SpanKind {
  if (typeof value === "number") return spanKinds[value - 1] ?? "internal";
  const name = textOf(value).replace("SPAN_KIND_", "").toLowerCase();
  return spanKinds.find((kind) => kind === name) ?? "internal";
}

function readStatus(value: unknown): Pick<TraceSpan, "status" | "status_message"> {
  if (!isFields(value)) return { status: "unset" };
  const code = value["code"];
  const isError = code === 2 || code === "STATUS_CODE_ERROR";
  const isOk = code === 1 || code === "STATUS_CODE_OK";
  const message = textOf(value["message"]);
  return { status: isError ? "error" : isOk ? "ok" : "unset", ...(message !== "" && { status_message: message }) };
}

function readEvents(value: unknown, fallbackNs: string): SpanEvent[] {
  return listOf(value).map((event) => ({
    name: textOf(event["name"]),
    at_ns: readNanos(event["timeUnixNano"]) ?? fallbackNs,
    attributes: readAttributes(event["attributes"]),
  }));
}

function readLinks(value: unknown): SpanLink[] {
  return listOf(value).flatMap((link) => {
    const [trace_id, span_id] = [readId(link["traceId"], 16), readId(link["spanId"], 8)];
    return trace_id === null || span_id === null
      ? []
      : [{ trace_id, span_id, attributes: readAttributes(link["attributes"]) }];
  });
}

function readSpan(span: Fields, resource: Fields): ParsedSpan | null {
  const [trace_id, span_id] = [readId(span["traceId"], 16), readId(span["spanId"], 8)];
  const start_ns = readNanos(span["startTimeUnixNano"]);
  if (trace_id === null || span_id === null || start_ns === null) return null;
  const end_ns = readNanos(span["endTimeUnixNano"]);
  const links = readLinks(span["links"]);
  return {
    trace_id,
    span_id,
    parent_span_id: readId(span["parentSpanId"], 8),
    name: textOf(span["name"]),
    kind: readKind(span["kind"]),
    service: textOf(resource["service.name"]) || "unknown",
    start_ns,
    // A span that ends before it begins has no length; a clock that was set back is no reason to lose it.
    end_ns: end_ns === null || BigInt(end_ns) < BigInt(start_ns) ? start_ns : end_ns,
    ...readStatus(span["status"]),
    attributes: readAttributes(span["attributes"]),
    events: readEvents(span["events"], start_ns),
    ...(links.length > 0 && { links }),
    ...(Object.keys(resource).length > 0 && { resource }),
  };
}

function listResources(body: unknown): readonly Fields[] {
  if (!isFields(body)) return [];
  const trace = isFields(body["trace"]) ? body["trace"] : body;
  return listOf(trace["resourceSpans"] ?? trace["batches"]);
}

function readResource(entry: Fields): (ParsedSpan | null)[] {
  const resource = isFields(entry["resource"]) ? readAttributes(entry["resource"]["attributes"]) : {};
  const scopes = listOf(entry["scopeSpans"] ?? entry["instrumentationLibrarySpans"]);
  return scopes.flatMap((scope) => listOf(scope["spans"]).map((span) => readSpan(span, resource)));
}

/** Spans of a body: `{resourceSpans}` (OTLP), `{batches}` (Tempo v1) or `{trace: {resourceSpans}}` (Tempo v2). */
export function parseSpans(body: unknown): ParsedSpans {
  const read = listResources(body).flatMap(readResource);
  const spans = read.filter((span) => span !== null);
  return { spans, unreadable: read.length - spans.length };
}
