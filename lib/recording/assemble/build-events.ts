import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { EventRow } from "./call-rows";
import type { ReadableBody } from "./read-body";
import { stringifyStorable } from "./sanitise-json";

/** A second id of the same time and shape: the call's id with its last bits changed, so a repeat meets the same row. */
export function deriveEventId(callId: string, mark: 1 | 2): string {
  const last = Number.parseInt(callId.slice(-1), 16) ^ mark;
  return callId.slice(0, -1) + last.toString(16);
}

/** Fields of the final body, without the two names that the payload itself uses. */
function stringifyFields(final: ReadableBody, notes: Set<string>): string {
  const { value, json } = final;
  const shown: unknown = value === undefined ? JSON.parse(json) : value;
  if (typeof shown !== "object" || shown === null || Array.isArray(shown)) return "";
  const fields = shown as { readonly [key: string]: Json };
  if (!Object.hasOwn(fields, "original") && !Object.hasOwn(fields, "final")) {
    const inner = json.trim().slice(1, -1).trim();
    return inner === "" ? "" : `,${inner}`;
  }
  const rest = Object.fromEntries(Object.entries(fields).filter(([key]) => key !== "original" && key !== "final"));
  const inner = stringifyStorable(rest, notes).slice(1, -1);
  return inner === "" ? "" : `,${inner}`;
}

/** `{original, final, ...fields of final}` as JSON text. */
export function buildPayload(original: ReadableBody, final: ReadableBody, notes: Set<string>): string {
  return `{"original":${original.json},"final":${final.json}${stringifyFields(final, notes)}}`;
}

export interface EventInput {
  readonly callId: string;
  readonly eventType: EventRow["event_type"];
  /** Epoch milliseconds, with fractions. */
  readonly atMs: number;
  readonly payload: string;
}

export function buildEvent({ callId, eventType, atMs, payload }: EventInput): EventRow {
  const isRequest = eventType === "request";
  // A response never sorts before its request, even when both fall into the same microsecond.
  const sequence = BigInt(Math.round(atMs * 1000)) * 1000n + (isRequest ? 0n : 1n);
  return {
    id: deriveEventId(callId, isRequest ? 1 : 2),
    event_type: eventType,
    sequence: sequence.toString(),
    payload,
  };
}
