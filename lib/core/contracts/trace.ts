/** A trace as `/api/v1/calls/{id}/trace` answers it. */
export const traceSources = ["tempo", "grafana", "embedded", "timings"] as const;
export type TraceSource = (typeof traceSources)[number];

/** `growing`: the call or the trace is under way. `partial`: something is known to be missing. */
export const traceStatuses = ["complete", "growing", "partial", "missing", "unavailable"] as const;
export type TraceStatus = (typeof traceStatuses)[number];

export const spanKinds = ["internal", "server", "client", "producer", "consumer"] as const;
export type SpanKind = (typeof spanKinds)[number];

export interface SpanEvent {
  readonly name: string;
  /** Nanoseconds since the epoch, decimal. */
  readonly at_ns: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Another span that this one names, in the same or another trace. */
export interface SpanLink {
  readonly trace_id: string;
  readonly span_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TraceSpan {
  /** 16 lower-case hex digits. */
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  /** Nanoseconds since the epoch, decimal. */
  readonly start_ns: string;
  readonly end_ns: string;
  readonly status: "unset" | "ok" | "error";
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  /** What is known of the service that made the span; `service.name` is `service`. */
  readonly resource?: Readonly<Record<string, unknown>>;
  /** What the service said about the failure. */
  readonly status_message?: string;
}

export interface CallTrace {
  readonly trace_id: string;
  readonly source: TraceSource;
  readonly status: TraceStatus;
  /** Why it is not complete, for people. */
  readonly message?: string;
  /** Where to see it in its own tool. */
  readonly link?: string;
  readonly spans: readonly TraceSpan[];
}
