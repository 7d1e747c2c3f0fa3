/**
 * An OTLP `ExportTraceServiceRequest` in protobuf (opentelemetry-proto 1.x, `trace/v1/trace.proto`). Last fields come first:
 * the writer goes backwards.
 */
import type { SpanEvent, TraceSpan } from "../contracts/trace";
import { ProtobufWriter } from "./protobuf-writer";
import { kindNumbers, statusNumbers, type TraceBatch } from "./trace-batch";

type Attributes = Readonly<Record<string, unknown>>;

function writeValue(out: ProtobufWriter, field: number, value: unknown): void {
  const before = out.length;
  if (typeof value === "string") out.text(1, value);
  else if (typeof value === "boolean") out.number(2, value ? 1 : 0);
  else if (typeof value === "number") {
    if (Number.isSafeInteger(value)) out.int64(3, value);
    else out.double(4, value);
  } else if (Array.isArray(value)) writeList(out, value);
  else out.text(1, JSON.stringify(value));
  out.message(field, before);
}

function writeList(out: ProtobufWriter, values: readonly unknown[]): void {
  const before = out.length;
  for (let index = values.length - 1; index >= 0; index--) writeValue(out, 1, values[index]);
  out.message(5, before);
}

interface WrittenPair {
  value: unknown;
  before: number;
  after: number;
}

/** A writer that remembers where each name last stood, and with which value: most are the same on span after span. */
class AttributeWriter extends ProtobufWriter {
  private readonly written = new Map<string, WrittenPair>();
  private trace: WrittenPair = { value: null, before: 0, after: 0 };

  attribute(key: string, value: unknown): void {
    const before = this.length;
    const known = this.written.get(key);
    if (known !== undefined && known.value === value) {
      this.again(known.before, known.after);
      return;
    }
    writeValue(this, 2, value);
    this.text(1, key);
    if (known === undefined) {
      this.written.set(key, { value, before, after: this.length });
      return;
    }
    known.value = value;
    known.before = before;
    known.after = this.length;
  }

  /** Ids of spans are their own; a trace's stand on each of its spans. */
  traceId(traceId: string): void {
    const { value, before, after } = this.trace;
    if (value === traceId) {
      this.again(before, after);
      return;
    }
    const start = this.length;
    this.hex(1, traceId);
    this.trace = { value: traceId, before: start, after: this.length };
  }
}

function writeAttributes(out: AttributeWriter, field: number, attributes: Attributes): void {
  const keys = Object.keys(attributes);
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] ?? "";
    const before = out.length;
    out.attribute(key, attributes[key]);
    out.message(field, before);
  }
}

function writeEvent(out: AttributeWriter, event: SpanEvent): void {
  const before = out.length;
  writeAttributes(out, 3, event.attributes);
  out.text(2, event.name);
  out.fixed64(1, event.at_ns);
  out.message(11, before);
}

function writeStatus(out: AttributeWriter, { status, status_message: message }: TraceSpan): void {
  if (status === "unset") return;
  const before = out.length;
  out.number(3, statusNumbers[status]);
  if (message !== undefined) out.text(2, message);
  out.message(15, before);
}

function writeSpan(out: AttributeWriter, traceId: string, span: TraceSpan): void {
  const before = out.length;
  writeStatus(out, span);
  for (let index = span.events.length - 1; index >= 0; index--) {
    const event = span.events[index];
    if (event !== undefined) writeEvent(out, event);
  }
  writeAttributes(out, 9, span.attributes);
  out.fixed64(8, span.end_ns);
  out.fixed64(7, span.start_ns);
  out.number(6, kindNumbers[span.kind]);
  out.text(5, span.name);
  if (span.parent_span_id !== null) out.hex(4, span.parent_span_id);
  out.hex(2, span.span_id);
  out.traceId(traceId);
  out.message(2, before);
}

function writeScope(out: AttributeWriter, { name, version }: TraceBatch["scope"]): void {
  const before = out.length;
  out.text(2, version);
  out.text(1, name);
  out.message(1, before);
}

function writeResource(out: AttributeWriter, resource: Attributes): void {
  const before = out.length;
  writeAttributes(out, 1, resource);
  out.message(1, before);
}

export function writeOtlpProtobuf({ resource, scope, traces }: TraceBatch): Uint8Array {
  const out = new AttributeWriter();
  for (const { traceId, spans } of [...traces].reverse()) {
    for (const span of [...spans].reverse()) writeSpan(out, traceId, span);
  }
  writeScope(out, scope);
  out.message(2, 0);
  writeResource(out, resource);
  out.message(1, 0);
  return out.finish();
}
