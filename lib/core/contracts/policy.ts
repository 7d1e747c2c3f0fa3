/**
 * What a policy is. A policy reads texts of a call and says which ranges of them to replace, or that the call must stop.
 * It never touches bytes, events or JSON: the host splices its edits into the native form, so what nobody edited
 * stays as it was, and records every edit with its rule and reason, so blame needs no help from policy authors.
 *
 * One scanner serves whole texts and streams alike: a whole text is `push(all)` then `end()`.
 */
import type { z } from "zod";
import type { Dialect } from "./call";

export const slotKinds = [
  "system",
  "user",
  "assistant",
  "tool-result",
  "tool-arguments",
  "reasoning",
  "refusal",
  "other",
] as const;
export type SlotKind = (typeof slotKinds)[number];

/** One text of a call that a policy may read and edit, for example one message's content. */
export interface TextSlot {
  readonly hook: "request" | "response";
  /** Path in the native document, for example `messages[1].content` or `choices[0].message.content`. */
  readonly path: string;
  readonly kind: SlotKind;
}

/** Replace `[start, end)` of the slot's text. Offsets are UTF-16 units from the beginning of the slot's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Which rule of the policy, for example `account_number`. */
  readonly rule: string;
  /** Why, for people, for example `Account number`. Never quotes the text that was removed. */
  readonly reason: string;
}

export interface ScanResult {
  /** Everything before this offset is final: later text cannot change it. Never decreases. */
  readonly decidedTo: number;
  /** Newly decided edits, ascending, not overlapping, each ending at or before `decidedTo`. */
  readonly edits: readonly TextEdit[];
  /** Present when the call must stop. */
  readonly block?: { readonly rule: string; readonly reason: string };
}

/** Per-slot state of one call. `push` may be called any number of times, then `end` once, which decides everything. */
export interface TextScanner {
  readonly push: (text: string) => ScanResult;
  readonly end: () => ScanResult;
}

export interface PolicyContext {
  readonly callId: string;
  readonly projectId: string;
  readonly dialect: Dialect;
  readonly endpoint: string;
  readonly model: string | null;
}

/** A configured policy, without per-call state. */
export interface Policy {
  /** The hooks at which this policy reads anything; both when absent. Lets the host leave other bodies unread. */
  readonly hooks?: readonly ("request" | "response")[];
  /**
   * Whether a scanner could do anything to this whole text. Most texts are ordinary, and need none then. A policy that has it
   * reads every text of its hooks.
   */
  readonly mayEdit?: (text: string) => boolean;
  /** A scanner for this slot, or `null` when the policy does not care about it. */
  readonly createScanner: (slot: TextSlot, context: PolicyContext) => TextScanner | null;
}

export interface PolicyExample {
  readonly title: string;
  readonly config: unknown;
  readonly input: string;
  readonly output: string;
}

export interface PolicyDefinition<Config = unknown> {
  readonly id: string;
  /** Version of the code, semver. The configuration's own version is counted by the database. */
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly PolicyExample[];
  readonly config: z.ZodType<Config>;
  readonly create: (config: Config) => Policy;
}

/** A definition whose configuration type has been forgotten: `create` validates before it constructs. */
export interface AnyPolicyDefinition {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly PolicyExample[];
  readonly config: z.ZodType;
  /** @throws z.ZodError when `config` does not fit the policy's schema. */
  readonly create: (config: unknown) => Policy;
}

/** Declares a policy; the only way to make one. */
export function definePolicy<Config>(definition: PolicyDefinition<Config>): AnyPolicyDefinition {
  return { ...definition, create: (config) => definition.create(definition.config.parse(config)) };
}

export const failureModes = ["open", "closed"] as const;
export type FailureMode = (typeof failureModes)[number];

/** A row of the `policies` table as the gateway runs it. */
export interface PolicyBinding {
  readonly id: string;
  readonly policy: string;
  readonly name: string;
  readonly version: number;
  readonly onFailure: FailureMode;
  readonly config: unknown;
}
