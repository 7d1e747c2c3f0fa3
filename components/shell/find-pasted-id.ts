const callId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const traceId = /(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])/i;
const traceparent = /\b00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/i;

export interface PastedId {
  readonly kind: "call" | "trace";
  readonly id: string;
}

/** Finds a call id, a trace id or a W3C traceparent in pasted text, for example in a whole header line or URL. */
export function findPastedId(text: string): PastedId | null {
  const parent = traceparent.exec(text)?.[1];
  if (parent !== undefined) return { kind: "trace", id: parent.toLowerCase() };
  const call = callId.exec(text)?.[0];
  if (call !== undefined) return { kind: "call", id: call.toLowerCase() };
  const trace = traceId.exec(text)?.[0];
  return trace === undefined ? null : { kind: "trace", id: trace.toLowerCase() };
}
