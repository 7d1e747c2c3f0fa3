import type { TraceSpan } from "../contracts/trace";

/** Spans of one service on their way to a collector. */
export interface TraceBatch {
  /** Of the service; `service.name` among them. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** Name and version of what made the spans. */
  readonly scope: { readonly name: string; readonly version: string };
  readonly traces: readonly { readonly traceId: string; readonly spans: readonly TraceSpan[] }[];
}

/** `SpanKind` of opentelemetry-proto. */
export const kindNumbers = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
/** `Status.StatusCode` of opentelemetry-proto. */
export const statusNumbers = { unset: 0, ok: 1, error: 2 } as const;
/** Spans repeat themselves: the fastest level makes a ninth of them in a third of the usual one's time, which makes a tenth. */
export const gzipLevel = 1;
