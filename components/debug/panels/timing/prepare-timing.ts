import type { CallDetail } from "@/lib/core/contracts/call";
import type { PanelInput } from "../define-panel";

/** Whose time it is. */
export type PhaseOwner = "client" | "gateway" | "upstream";

export interface TimingPhase {
  readonly id: string;
  readonly name: string;
  readonly owner: PhaseOwner;
  readonly startMs: number;
  readonly durationMs: number;
  readonly note: string | null;
}

export interface TimingData {
  readonly phases: readonly TimingPhase[];
  readonly totalMs: number;
  /** Diffract's own part of the total. */
  readonly gatewayMs: number;
  readonly upstreamMs: number;
  /** From accepting the call to the first byte of the answer. */
  readonly firstByteMs: number | null;
  readonly isRunning: boolean;
}

interface Point {
  readonly at: number | null;
  readonly id: string;
  readonly name: string;
  readonly owner: PhaseOwner;
  readonly note?: string | null;
}

function describePolicies({ steps }: Pick<CallDetail, "steps">): string | null {
  const own = steps.filter((step) => step.hook === "request" && step.outcome !== "skipped");
  if (own.length === 0) return "no policy ran";
  const total = own.reduce((sum, step) => sum + step.duration_ms, 0);
  return `${own.length} ${own.length === 1 ? "policy" : "policies"}, ${total.toFixed(2)} ms`;
}

function listPoints(call: CallDetail, endMs: number): readonly Point[] {
  const { timings: t } = call;
  const neverSent = t.upstream_start_ms === null;
  return [
    { at: t.authenticated_ms, id: "token", name: "Checking the token", owner: "gateway" },
    { at: t.request_read_ms, id: "read", name: "Reading the request", owner: "client" },
    {
      at: neverSent ? endMs : t.upstream_start_ms,
      id: "policies",
      name: neverSent ? "Checks and refusal" : "Checks and request policies",
      owner: "gateway",
      note: describePolicies(call),
    },
    {
      at: t.upstream_headers_ms,
      id: "headers",
      name: "Waiting for upstream",
      owner: "upstream",
      note: "until its headers",
    },
    { at: t.upstream_first_byte_ms, id: "first-byte", name: "Waiting for the first byte", owner: "upstream" },
    {
      at: t.upstream_last_byte_ms,
      id: "answer",
      name: call.is_streaming ? "Streaming" : "Receiving the answer",
      owner: "upstream",
      note: describeHold(call),
    },
    { at: t.client_last_byte_ms, id: "last-byte", name: "Response policies, last bytes", owner: "gateway" },
  ];
}

/** What response policies added to the first byte: it left that much after it came. */
function describeHold({ timings: t }: CallDetail): string | null {
  if (t.client_first_byte_ms === null || t.upstream_first_byte_ms === null) return null;
  const heldMs = Math.max(0, t.client_first_byte_ms - t.upstream_first_byte_ms);
  return `first byte on to the client after ${heldMs.toFixed(heldMs < 10 ? 2 : 0)} ms`;
}

/** Points that were never reached are left out; a point that lies before the one before it takes no time. */
function toPhases(points: readonly Point[]): TimingPhase[] {
  const phases: TimingPhase[] = [];
  let startMs = 0;
  for (const { at, id, name, owner, note = null } of points) {
    if (at === null) continue;
    const durationMs = Math.max(0, at - startMs);
    phases.push({ id, name, owner, startMs, durationMs, note });
    startMs = Math.max(startMs, at);
  }
  return phases;
}

/** What was under way when a call that was sent upstream ended before its answer did. */
function describeRest(call: CallDetail, phases: readonly TimingPhase[], endMs: number): TimingPhase | null {
  const last = phases.at(-1);
  if (last === undefined || last.owner === "gateway" || call.timings.upstream_last_byte_ms !== null) return null;
  const startMs = last.startMs + last.durationMs;
  if (endMs - startMs < 0.01) return null;
  const name = call.timings.upstream_first_byte_ms === null ? "Waiting for upstream" : "Streaming";
  return { id: "rest", name, owner: "upstream", startMs, durationMs: endMs - startMs, note: "until the call ended" };
}

function withRest(call: CallDetail, phases: readonly TimingPhase[], endMs: number): readonly TimingPhase[] {
  const last = phases.at(-1);
  const begins = call.timings.upstream_start_ms;
  if (last?.id === "policies" && begins !== null && endMs > begins) {
    const note = "no answer came";
    const rest = { id: "rest", name: "Waiting for upstream", owner: "upstream" as const, startMs: begins, note };
    return [...phases, { ...rest, durationMs: endMs - begins }];
  }
  const rest = describeRest(call, phases, endMs);
  return rest === null ? phases : [...phases, rest];
}

function sumOf(phases: readonly TimingPhase[], owner: PhaseOwner): number {
  return phases.reduce((sum, phase) => (phase.owner === owner ? sum + phase.durationMs : sum), 0);
}

/** Cuts a call's time into phases, each with its owner; `null` while nothing is known. */
export function prepareTiming({ call }: PanelInput): TimingData | null {
  const { timings } = call;
  const known = [
    timings.duration_ms,
    timings.client_last_byte_ms,
    timings.upstream_last_byte_ms,
    timings.upstream_start_ms,
  ];
  const totalMs = Math.max(0, ...known.map((point) => point ?? 0));
  if (totalMs === 0) return null;
  const phases = withRest(call, toPhases(listPoints(call, totalMs)), totalMs);
  return {
    phases,
    totalMs,
    gatewayMs: sumOf(phases, "gateway"),
    upstreamMs: sumOf(phases, "upstream"),
    firstByteMs: timings.client_first_byte_ms,
    isRunning: call.state === "in_progress",
  };
}
