import type { CallTrace, TraceSource, TraceSpan, TraceStatus } from "@/lib/core/contracts/trace";
import type { AskedSource } from "./ask-sources";
import { mostSpans } from "./list-stored-spans";

export interface TraceParts {
  readonly traceId: string;
  /** What other places answered. */
  readonly asked: readonly AskedSource[];
  /** Sent to this database by applications. */
  readonly stored: readonly TraceSpan[];
  /** Made from the call's own timings. */
  readonly own: readonly TraceSpan[];
  readonly state: string;
  /** How long ago the call ended, in milliseconds; `null` while it runs. */
  readonly endedAgoMs: number | null;
  readonly link: string | null;
  /** Sources that may know more and were not asked this time. */
  readonly unasked: readonly TraceSource[];
}

/** Exporters send in batches and stores take their time: until then a trace may still grow. */
const growingMs = 60_000;
const storeNames: Readonly<Record<TraceSource, string>> = {
  tempo: "Tempo",
  grafana: "Tempo",
  embedded: "the database",
  timings: "the record",
};

function hasAnswered({ answer }: AskedSource): boolean {
  return answer.spans.length > 0;
}

/** Spans of all places, each once: the first place to have it is believed. */
function mergeSpans(lists: readonly (readonly TraceSpan[])[]): TraceSpan[] {
  const byKey = new Map<string, TraceSpan>();
  for (const span of lists.flat()) {
    // A client and a server may share an id, so the kind counts too.
    const key = `${span.span_id} ${span.kind}`;
    if (!byKey.has(key)) byKey.set(key, span);
  }
  return [...byKey.values()];
}

function findSource({ asked, stored }: TraceParts): TraceSource {
  const first = asked.find(hasAnswered);
  if (first !== undefined) return first.source.id;
  return stored.length > 0 ? "embedded" : "timings";
}

function isGrowing({ asked, state, endedAgoMs, own, unasked }: TraceParts): boolean {
  if (state === "in_progress" || unasked.length > 0) return true;
  if (endedAgoMs === null || endedAgoMs > growingMs || asked.length === 0) return false;
  // Once the store has the call itself, what it has is what there is.
  const known = new Set(asked.flatMap(({ answer }) => answer.spans.map((span) => span.span_id)));
  return own.some((span) => !known.has(span.span_id));
}

function findStatus(parts: TraceParts, isTooLarge: boolean): TraceStatus {
  const has = (status: string): boolean => parts.asked.some(({ answer }) => answer.status === status);
  if (isTooLarge || has("partial") || parts.state === "interrupted") return "partial";
  const isAnswered = parts.asked.some(hasAnswered);
  if (!isAnswered && has("unavailable")) return "unavailable";
  if (isGrowing(parts)) return "growing";
  if (!isAnswered && has("missing") && parts.stored.length === 0) return "missing";
  return "complete";
}

/** What a store that was asked says; not to have a trace whose spans are still on their way is nothing to worry about. */
function quote({ source, answer }: AskedSource, status: TraceStatus): string[] {
  if (status === "growing" && answer.status === "missing")
    return [`The trace is not in ${storeNames[source.id]} yet. This page asks again every few seconds.`];
  return answer.message === null ? [] : [answer.message];
}

function listMessages(parts: TraceParts, isTooLarge: boolean, status: TraceStatus): string[] {
  const messages = parts.asked.flatMap((one) => quote(one, status));
  if (parts.unasked.length > 0) messages.push("The gateway's own timings, until the trace store answers.");
  if (parts.state === "in_progress") messages.push("The call is still running.");
  if (parts.state === "interrupted") messages.push("The gateway ended before the call did.");
  if (isTooLarge) messages.push(`Only the first ${String(mostSpans)} spans are shown.`);
  const isOnlyOwn = !parts.asked.some(hasAnswered) && parts.asked.length > 0;
  if (isOnlyOwn) messages.push("What is shown comes from the gateway's own timings.");
  return messages;
}

/** One trace out of what several places know, saying which and how complete; pure. */
export function mergeTrace(parts: TraceParts): CallTrace {
  const all = mergeSpans([...parts.asked.map(({ answer }) => answer.spans), parts.stored, parts.own]);
  const isTooLarge = all.length > mostSpans;
  const status = findStatus(parts, isTooLarge);
  const messages = listMessages(parts, isTooLarge, status);
  return {
    trace_id: parts.traceId,
    source: findSource(parts),
    status,
    ...(messages.length > 0 && { message: messages.join(" ") }),
    ...(parts.link !== null && { link: parts.link }),
    spans: isTooLarge ? all.slice(0, mostSpans) : all,
  };
}
