import type { TraceSource, TraceSpan } from "./trace";

/** Which trace is wanted. */
export interface TraceQuestion {
  /** 32 lower-case hex digits, checked. */
  readonly traceId: string;
  /** A UUID, checked; found by when the trace id leads nowhere. */
  readonly callId: string;
  /** When the call ran, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How long one answer may take where more than usual is fine. */
  readonly patienceMs?: number;
}

/** `partial`: there is more than this. `unavailable`: nobody knows what there is. */
export interface SourceAnswer {
  readonly status: "found" | "partial" | "missing" | "unavailable";
  readonly spans: readonly TraceSpan[];
  /** What happened and what to do about it, for people; no addresses with secrets. */
  readonly message: string | null;
}

/** Somewhere spans are kept. Never throws, and answers within its own time limit. */
export interface SpanSource {
  readonly id: TraceSource;
  readonly find: (question: TraceQuestion) => Promise<SourceAnswer>;
  /** Where to see the trace in its own tool. */
  readonly link: (question: TraceQuestion) => string | null;
}
