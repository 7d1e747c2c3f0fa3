import type { PolicyStep, Usage } from "../contracts/call";
import type { StoredTimings } from "../contracts/call-record";
import type { SpanEvent, TraceSpan } from "../contracts/trace";
import { attributeNames as names } from "./attribute-names";
import { createSpanIds } from "./derive-span-id";

/** What of a policy's step its span is made of; whoever has the edits need not count them. */
export interface SpannedStep extends Omit<PolicyStep, "edits" | "policy_id"> {
  readonly edits: { readonly length: number };
}

/** What of a recorded call its spans are made of. */
export interface SpannedCall {
  readonly callId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly isStreaming: boolean;
  readonly model: string | null;
  readonly modelAnswered: string | null;
  readonly provider: string | null;
  readonly upstreamUrl: string | null;
  readonly status: number | null;
  readonly projectName: string | null;
  readonly tokenName: string | null;
  readonly sessionId: string | null;
  readonly usage: Pick<Usage, "input_tokens" | "output_tokens"> | null;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly timings: Partial<StoredTimings>;
  readonly steps: readonly SpannedStep[];
  /** When the database began to store it, epoch milliseconds; `null` where nobody noted it. */
  readonly storedAtMs?: number | null;
}

export interface Sketch {
  readonly name: string;
  /** Offsets in milliseconds from the start of the call. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where others must know the id before. */
  readonly spanId?: string;
  /** The call's own span unless told otherwise. */
  readonly parentId?: string;
  readonly kind?: TraceSpan["kind"];
  readonly status?: TraceSpan["status"];
  readonly attributes?: TraceSpan["attributes"];
  readonly events?: readonly SpanEvent[];
}

export type Attributes = Readonly<Record<string, unknown>>;

const nanosPerMs = 1e6;
const nanosPerSecond = 1e9;

interface WrittenCall {
  readonly callId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly startedAtMs: number;
}

/** Attributes without those that nobody knows: an unknown count is not a count. */
export function known(attributes: Attributes): Attributes {
  const found: Record<string, unknown> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== null && value !== undefined) found[name] = value;
  }
  return found;
}

export function describePolicy({ name, policy, version, outcome, reason, edits, position }: SpannedStep): Attributes {
  const attributes: Record<string, unknown> = {
    [names.policy]: policy,
    [names.policyName]: name,
    [names.policyVersion]: version,
    [names.policyOutcome]: outcome,
    [names.policyEdits]: edits.length,
    [names.policyPosition]: position,
  };
  if (reason !== null) attributes[names.policyReason] = reason;
  return attributes;
}

/** Turns offsets of one call into spans; all but the first are children of the first. */
export class SpanWriter {
  readonly spans: TraceSpan[] = [];
  private readonly startedAtSeconds: number;
  private readonly nanosOfStart: number;
  private readonly findId: (index: number) => string;

  constructor(
    private readonly call: WrittenCall,
    private readonly service: string,
  ) {
    const startedAtMs = Math.round(call.startedAtMs);
    this.startedAtSeconds = Math.floor(startedAtMs / 1000);
    this.nanosOfStart = (startedAtMs - this.startedAtSeconds * 1000) * nanosPerMs;
    this.findId = createSpanIds(call.spanId);
  }

  /** Nanoseconds since the epoch, decimal: seconds and the rest apart, since doubles cannot hold both. */
  at(offsetMs: number): string {
    const nanos = this.nanosOfStart + Math.round(offsetMs * nanosPerMs);
    const seconds = Math.floor(nanos / nanosPerSecond);
    const rest = String(nanosPerSecond + nanos - seconds * nanosPerSecond).slice(1);
    return `${String(this.startedAtSeconds + seconds)}${rest}`;
  }

  /** @returns the span's id */
  add({
    name,
    fromMs,
    toMs,
    kind = "internal",
    status = "unset",
    attributes = {},
    events = [],
    ...ids
  }: Sketch): string {
    const { spanId, parentSpanId, callId } = this.call;
    const isRoot = this.spans.length === 0;
    const id = isRoot ? spanId : (ids.spanId ?? this.findId(this.spans.length));
    this.spans.push({
      span_id: id,
      parent_span_id: isRoot ? parentSpanId : (ids.parentId ?? spanId),
      name,
      kind,
      service: this.service,
      start_ns: this.at(fromMs),
      end_ns: this.at(Math.max(fromMs, toMs)),
      status,
      attributes: { [names.callId]: callId, ...attributes },
      events,
    });
    return id;
  }
}
