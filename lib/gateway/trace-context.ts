import { randomHex } from "@/lib/core/ids/random-hex";

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
}

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** Continues a W3C `traceparent`, or starts a new trace when it is missing or invalid (W3C Trace Context §3.2.2). */
export function readTraceContext(traceparent: string | undefined): TraceContext {
  const spanId = randomHex(8);
  const match = traceparent === undefined || traceparent.startsWith("ff") ? null : pattern.exec(traceparent);
  const traceId = match?.[1];
  const parentSpanId = match?.[2];
  if (traceId === undefined || parentSpanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) {
    return { traceId: randomHex(16), spanId, parentSpanId: null };
  }
  return { traceId, spanId, parentSpanId };
}
