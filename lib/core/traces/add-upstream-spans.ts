import type { SpanEvent } from "../contracts/trace";
import { attributeNames as names, eventNames, findOperation } from "./attribute-names";
import { deriveUpstreamSpanId } from "./derive-span-id";
import { known, type Attributes, type SpannedCall, type SpanWriter } from "./span-writer";

/** Where a url leads, without what may be a secret in it. */
function readServer(url: string | null): Attributes {
  if (url === null || !URL.canParse(url)) return {};
  const { hostname, port } = new URL(url);
  return hostname === "" ? {} : { [names.server]: hostname, ...(port !== "" && { [names.port]: Number(port) }) };
}

function describeInference(call: SpannedCall): Attributes {
  const {
    upstream_start: from,
    upstream_first_byte: first,
    connect_start: connect,
    upstream_sent: sent,
  } = call.timings;
  const waitMs = from === undefined || first === undefined ? null : first - from;
  return known({
    [names.operation]: findOperation(call.endpoint),
    [names.provider]: call.provider,
    [names.requestModel]: call.model,
    [names.responseModel]: call.modelAnswered,
    [names.isStreaming]: call.isStreaming,
    [names.inputTokens]: call.usage?.input_tokens,
    [names.outputTokens]: call.usage?.output_tokens,
    [names.timeToFirstChunk]: waitMs === null ? null : waitMs / 1000,
    [names.status]: call.status,
    [names.connection]: connect !== undefined ? "new" : sent === undefined ? null : "reused",
    ...readServer(call.upstreamUrl),
  });
}

function listEvents(writer: SpanWriter, { timings }: SpannedCall): SpanEvent[] {
  const events: SpanEvent[] = [];
  const add = (name: string, ms: number | undefined): void => {
    if (ms !== undefined) events.push({ name, at_ns: writer.at(ms), attributes: {} });
  };
  add(eventNames.requestSent, timings.upstream_sent);
  add(eventNames.responseHeaders, timings.upstream_headers);
  add(eventNames.firstByte, timings.upstream_first_byte);
  add(eventNames.firstToken, timings.upstream_first_token);
  return events;
}

/** The way to a connection of its own: name, address, encryption. A connection that was used again took none of it. */
function addConnect(writer: SpanWriter, { timings }: SpannedCall, parentId: string): void {
  const { connect_start: fromMs, connect_dns: dns, connect_tcp: tcp, connect_tls: tls, upstream_sent: sent } = timings;
  if (fromMs === undefined) return;
  const endMs = Math.max(tls ?? fromMs, tcp ?? fromMs, dns ?? fromMs);
  const hasFailed = sent === undefined;
  const connectId = writer.add({
    name: "connect",
    fromMs,
    toMs: sent ?? endMs,
    parentId,
    status: hasFailed ? "error" : "unset",
  });
  if (dns !== undefined) writer.add({ name: "resolve name", fromMs, toMs: dns, parentId: connectId });
  if (tcp !== undefined) writer.add({ name: "open connection", fromMs: dns ?? fromMs, toMs: tcp, parentId: connectId });
  if (tls !== undefined) writer.add({ name: "encrypt", fromMs: tcp ?? fromMs, toMs: tls, parentId: connectId });
}

/** A wait that is worth a row. */
const shownWaitMs = 1;

/** What a request waited for a connection that others used, or that became free. */
function addQueue(writer: SpanWriter, { timings }: SpannedCall, parentId: string): void {
  const { upstream_start: fromMs, connect_start: connect, upstream_sent: sent } = timings;
  const toMs = connect ?? sent;
  if (fromMs === undefined || toMs === undefined || toMs - fromMs < shownWaitMs) return;
  writer.add({ name: "wait for a connection", fromMs, toMs, parentId });
}

/** The request to the provider, `{operation} {model}` as the conventions name it, and how its connection came to be. */
export function addUpstream(writer: SpanWriter, call: SpannedCall, endMs: number): void {
  const { timings, spanId } = call;
  const { upstream_start: fromMs } = timings;
  if (fromMs === undefined) return;
  const isFailed = call.state.startsWith("upstream_");
  const id = writer.add({
    name: `${findOperation(call.endpoint) ?? call.endpoint} ${call.model ?? ""}`.trim(),
    fromMs,
    toMs: timings.upstream_last_byte ?? timings.upstream_headers ?? endMs,
    spanId: deriveUpstreamSpanId(spanId),
    kind: "client",
    status: isFailed ? "error" : "unset",
    attributes: { ...describeInference(call), ...(isFailed && { [names.errorType]: call.reason ?? call.state }) },
    events: listEvents(writer, call),
  });
  addQueue(writer, call, id);
  addConnect(writer, call, id);
}
