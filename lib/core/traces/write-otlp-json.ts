import type { SpanEvent, TraceSpan } from "../contracts/trace";
import { kindNumbers, statusNumbers, type TraceBatch } from "./trace-batch";

type Attributes = Readonly<Record<string, unknown>>;

function toValue(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toValue) } };
  return { stringValue: JSON.stringify(value) };
}

function toPairs(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toEvent({ name, at_ns: timeUnixNano, attributes }: SpanEvent): unknown {
  return { timeUnixNano, name, attributes: toPairs(attributes) };
}

function toSpan(traceId: string, span: TraceSpan): unknown {
  const { status_message: message } = span;
  return {
    traceId,
    spanId: span.span_id,
    ...(span.parent_span_id !== null && { parentSpanId: span.parent_span_id }),
    name: span.name,
    kind: kindNumbers[span.kind],
    startTimeUnixNano: span.start_ns,
    endTimeUnixNano: span.end_ns,
    attributes: toPairs(span.attributes),
    events: span.events.map(toEvent),
    status: { code: statusNumbers[span.status], ...(message !== undefined && { message }) },
  };
}

/** An OTLP/JSON `ExportTraceServiceRequest`: ids in hex, enums as numbers, 64-bit integers as strings. */
export function writeOtlpJson({ resource, scope, traces }: TraceBatch): string {
  const spans = traces.flatMap((trace) => trace.spans.map((span) => toSpan(trace.traceId, span)));
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: toPairs(resource) }, scopeSpans: [{ scope, spans }] }],
  });
}
