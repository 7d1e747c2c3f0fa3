/** What the policy host tells the gateway. */
import type { PolicyStep, RecordedEdit } from "@/lib/core/contracts/call";
import type { Policy, PolicyBinding, PolicyContext } from "@/lib/core/contracts/policy";
import type { BodyReader, DialectAdapter, Json } from "@/lib/core/dialects/dialect-adapter";
import { TextLimitError } from "@/lib/core/text/text-limit-error";
import type { BodyForm } from "./body-form";
import { baseAllowanceMs } from "./work-limits";

/** A policy that is ready to run. */
export interface CompiledPolicy {
  readonly binding: PolicyBinding;
  readonly policy: Policy;
}

/** Why a call must stop. */
export interface PolicyBlock {
  readonly policyName: string;
  readonly rule: string;
  readonly reason: string;
  /** The policy did not decide: it failed, and it is set to fail closed. */
  readonly isFailure: boolean;
}

/** What every run needs. */
export interface HostInput {
  readonly adapter: DialectAdapter | null;
  readonly policies: readonly CompiledPolicy[];
  readonly context: PolicyContext;
  /** Milliseconds since the call was accepted, with fractions. */
  readonly now: () => number;
}

/** A whole body, read by policies. */
export interface BodyInput extends Omit<HostInput, "adapter"> {
  readonly adapter: BodyReader | null;
  readonly body: Uint8Array;
  /** JSON when absent. */
  readonly form?: BodyForm;
  /** What the body says, where somebody has parsed it already. */
  readonly json?: Json | undefined;
}

export interface BodyOutcome {
  /** The same reference as the input when nothing changed. */
  readonly bytes: Uint8Array;
  readonly steps: PolicyStep[];
  readonly block: PolicyBlock | null;
}

/** What is known of one policy while it runs; becomes its step. */
export interface StepState {
  readonly compiled: CompiledPolicy;
  readonly position: number;
  readonly hook: "request" | "response";
  readonly edits: RecordedEdit[];
  durationMs: number;
  /** When it first computed, and when last. */
  startMs: number | null;
  endMs: number | null;
  /** How long it may compute; grows with what it has to read. */
  allowedMs: number;
  /** Whether any text was of interest. */
  hasRead: boolean;
  failure: string | null;
  block: PolicyBlock | null;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Notes that a policy computed since `startedAt`. */
export function countTime(state: StepState, startedAt: number, endedAt: number): void {
  state.startMs ??= startedAt;
  state.endMs = endedAt;
  state.durationMs += endedAt - startedAt;
}

/** Starts the account of each policy of a chain. */
export function openSteps(policies: readonly CompiledPolicy[], hook: "request" | "response"): StepState[] {
  return policies.map((compiled, position) => {
    return {
      compiled,
      position,
      hook,
      edits: [],
      durationMs: 0,
      startMs: null,
      endMs: null,
      allowedMs: baseAllowanceMs,
      hasRead: false,
      failure: null,
      block: null,
    };
  });
}

function decideOutcome(state: StepState, skipReason: string | null): Pick<PolicyStep, "outcome" | "reason"> {
  if (state.failure !== null) {
    const isClosed = state.compiled.binding.onFailure === "closed";
    return { outcome: isClosed ? "failed-closed" : "failed-open", reason: state.failure };
  }
  if (state.block !== null) return { outcome: "blocked", reason: state.block.reason };
  if (state.edits.length > 0) return { outcome: "changed", reason: null };
  if (state.hasRead) return { outcome: "unchanged", reason: null };
  return { outcome: "skipped", reason: skipReason ?? "No text that this policy reads." };
}

/**
 * The record of one policy at one hook.
 * @param skipReason why nothing could be read, when that is so
 */
export function closeStep(state: StepState, skipReason: string | null): PolicyStep {
  const { id, policy, name, version } = state.compiled.binding;
  const { outcome, reason } = decideOutcome(state, skipReason);
  return {
    position: state.position,
    hook: state.hook,
    policy,
    policy_id: id,
    name,
    version,
    outcome,
    reason,
    duration_ms: round(state.durationMs),
    start_ms: state.startMs === null ? null : round(state.startMs),
    end_ms: state.endMs === null ? null : round(state.endMs),
    edits: state.edits,
  };
}

/** Why a policy failed, for people. An error's own text may quote what was scanned, so it is not kept. */
export function describeFailure(error: unknown): string {
  return error instanceof TextLimitError ? error.message : "The policy failed.";
}

/** Notes a failure; the block that follows from it when the policy fails closed. */
export function failStep(state: StepState, failure: string): PolicyBlock | null {
  state.failure = failure;
  const { onFailure, name } = state.compiled.binding;
  if (onFailure === "open") return null;
  state.block = { policyName: name, rule: "failed", reason: failure, isFailure: true };
  return state.block;
}
