import type { CallTrace, TraceSource, TraceSpan } from "@/lib/core/contracts/trace";
import { buildSpanTree, type SpanNode, type SpanTree } from "@/lib/core/traces/build-span-tree";
import { correctClockSkew, type SkewCorrection } from "@/lib/core/traces/correct-clock-skew";
import { findCriticalPath, type CriticalSection } from "@/lib/core/traces/find-critical-path";
import { findGaps, type TimeGap } from "@/lib/core/traces/find-gaps";
import { eventNames } from "@/lib/core/traces/attribute-names";
import { refitTree } from "@/lib/core/traces/refit-tree";
import { readStepSpan } from "../../open-beside";

/** A trace, laid out. */
export interface TracePicture {
  readonly tree: SpanTree;
  readonly corrections: readonly SkewCorrection[];
  /** Sections of the critical path by span. */
  readonly critical: ReadonlyMap<SpanNode, readonly CriticalSection[]>;
  /** In order of their first span: neighbours differ, and so do any twenty-four. */
  readonly services: readonly string[];
  readonly gaps: readonly TimeGap[];
  readonly errors: number;
  /** What must be known to read the picture right. */
  readonly warnings: readonly string[];
}

function groupByNode(sections: readonly CriticalSection[]): Map<SpanNode, CriticalSection[]> {
  const groups = new Map<SpanNode, CriticalSection[]>();
  for (const section of sections) {
    const group = groups.get(section.node);
    if (group === undefined) groups.set(section.node, [section]);
    else group.push(section);
  }
  return groups;
}

function plural(count: number, one: string, many: string): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

function describeShift(shiftNs: number): string {
  return `${formatNanos(Math.abs(shiftNs))} ${shiftNs < 0 ? "earlier" : "later"}`;
}

function listWarnings(tree: SpanTree, corrections: readonly SkewCorrection[]): string[] {
  const warnings: string[] = [];
  const orphans = tree.orphanIds.size;
  if (orphans === 1 && tree.nodes.some(({ span }) => tree.orphanIds.has(span.span_id) && span.kind === "server"))
    warnings.push("The span of whoever made this call is not part of what was found.");
  else if (orphans > 0)
    warnings.push(
      `${plural(orphans, "span has a parent that is", "spans have parents that are")} not part of this trace.`,
    );
  if (tree.duplicates > 0) warnings.push(`${plural(tree.duplicates, "span", "spans")} came more than once.`);
  for (const { service, shiftNs } of corrections)
    warnings.push(`The clock of ${service} differs: its spans are shown ${describeShift(shiftNs)} than it said.`);
  return warnings;
}

/** Lays a trace out; pure, so it is made once for each answer. */
export function prepareTrace({ spans }: Pick<CallTrace, "spans">): TracePicture {
  const given = buildSpanTree(spans);
  const corrections = correctClockSkew(given);
  const tree = corrections.length === 0 ? given : refitTree(given);
  return {
    tree,
    corrections,
    critical: groupByNode(tree.roots.flatMap((root) => findCriticalPath(root))),
    services: [...new Set(tree.nodes.map((node) => node.span.service))],
    gaps: findGaps(tree.nodes, tree.durationNs),
    errors: tree.nodes.filter((node) => node.span.status === "error").length,
    warnings: listWarnings(tree, corrections),
  };
}

/** Offset of an event in the picture; events move with their span. */
export function eventOffset(tree: SpanTree, node: SpanNode, atNs: string): number {
  return Number(BigInt(atNs) - tree.originNs) + node.shiftNs;
}

/** How a request to a provider divides; offsets in the picture. */
export interface StreamSplit {
  /** Where waiting ended and the answer began. */
  readonly firstByte: number;
  /** Where the model's own words began; `null` where nobody found that out. */
  readonly firstToken: number | null;
}

function findEvent(tree: SpanTree, node: SpanNode, names: readonly string[]): number | null {
  const event = node.span.events.find(({ name }) => names.includes(name));
  if (event === undefined) return null;
  const offset = eventOffset(tree, node, event.at_ns);
  return offset >= node.start && offset <= node.end ? offset : null;
}

/** The wait and the stream of a request to a provider; `null` for other spans. */
export function splitStream(tree: SpanTree, node: SpanNode): StreamSplit | null {
  if (node.span.kind !== "client") return null;
  const firstToken = findEvent(tree, node, [eventNames.firstToken, "gen_ai.first_token"]);
  const firstByte = findEvent(tree, node, [eventNames.firstByte]) ?? firstToken;
  return firstByte === null ? null : { firstByte, firstToken };
}

/** The split in words, for the row and for reading aloud. */
export function describeSplit(node: SpanNode, { firstByte, firstToken }: StreamSplit): string {
  const [name, at] = firstToken === null ? ["first byte", firstByte] : ["first token", firstToken];
  return `${name} after ${formatNanos(at - node.start)}`;
}

/** How the source is called on the page. */
export const sourceLabels: Readonly<Record<TraceSource, string>> = {
  tempo: "From Tempo",
  grafana: "From Tempo, through Grafana",
  embedded: "From spans that applications sent, and the gateway's timings",
  timings: "From the gateway's own timings",
};

/** Position of the policy whose span this is, among the call's steps. */
export function findStepPosition(span: TraceSpan): number | null {
  const position = span.attributes["diffract.policy.position"];
  return typeof position === "number" ? position : null;
}

/** The span that an address names: by its id, or by the policy's step that it is of. */
export function findNamedSpan({ tree }: TracePicture, name: string | null): SpanNode | undefined {
  if (name === null) return undefined;
  const step = readStepSpan(name);
  return tree.nodes.find(({ span }) => (step === null ? span.span_id === name : findStepPosition(span) === step));
}

/** A length of time from microseconds to seconds, with digits that mean something. @param nanos nanoseconds */
export function formatNanos(nanos: number): string {
  if (nanos < 1) return "0";
  if (nanos < 1e6) return `${(nanos / 1e3).toFixed(nanos < 1e4 ? 1 : 0)} µs`;
  if (nanos < 1e9) return `${(nanos / 1e6).toFixed(nanos < 1e8 ? 2 : 0)} ms`;
  return `${(nanos / 1e9).toFixed(2)} s`;
}
