import { randomHex } from "@/lib/core/ids/random-hex";
import { deriveUpstreamSpanId } from "@/lib/core/traces/derive-span-id";

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** What the caller decided about sampling; `null` when nobody did. */
  readonly isSampled: boolean | null;
}

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]([0-9a-f])(?:-.*)?$/;

/** Continues a W3C `traceparent`, or starts a new trace when it is missing or invalid (W3C Trace Context §3.2.2). */
export function readTraceContext(traceparent: string | undefined): TraceContext {
  const spanId = randomHex(8);
  const match = traceparent === undefined || traceparent.startsWith("ff") ? null : pattern.exec(traceparent);
  const [, traceId, parentSpanId, flags = "0"] = match ?? [];
  if (traceId === undefined || parentSpanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) {
    return { traceId: randomHex(16), spanId, parentSpanId: null, isSampled: null };
  }
  return { traceId, spanId, parentSpanId, isSampled: (parseInt(flags, 16) & 1) === 1 };
}

interface ContinuedCall {
  readonly identity: { readonly trace_id: string; readonly span_id: string; readonly parent_span_id: string | null };
  readonly parentSampled: boolean | null;
}

/** Headers with which upstream continues the call's trace, below the span of the request to it. @param tracestate the caller's */
export function writeTraceContext(
  { identity, parentSampled }: ContinuedCall,
  tracestate: string | undefined,
): string[] {
  const { trace_id: traceId, span_id: spanId, parent_span_id: parentId } = identity;
  const flags = parentSampled === false ? "00" : "01";
  const headers = ["traceparent", `00-${traceId}-${deriveUpstreamSpanId(spanId)}-${flags}`];
  // Without a parent the state belongs to a trace that was not continued (§3.3.1.5).
  return tracestate === undefined || parentId === null ? headers : [...headers, "tracestate", tracestate];
}
