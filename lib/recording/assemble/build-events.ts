import { asObject } from "@/lib/core/json/json-access";
import type { EventRow, JsonPieces } from "./call-rows";
import type { ReadableBody } from "./read-body";
import { stringifyStorable } from "./sanitise-json";

const whiteSpace = new Set([0x20, 0x0a, 0x0d, 0x09]);

/** A second id of the same time and shape: the call's id with its last bits changed, so a repeat meets the same row. */
export function deriveEventId(callId: string, mark: 1 | 2): string {
  const last = Number.parseInt(callId.slice(-1), 16) ^ mark;
  return callId.slice(0, -1) + last.toString(16);
}

/** The members of an object's JSON, without its braces and the white space around them. */
function trimBraces(json: string | Uint8Array): string | Uint8Array {
  if (typeof json === "string") return json.trim().slice(1, -1).trim();
  let start = 0;
  let end = json.length;
  for (let braces = 0; braces < 2; braces++) {
    while (whiteSpace.has(json[start] ?? 0)) start += 1;
    while (end > start && whiteSpace.has(json[end - 1] ?? 0)) end -= 1;
    if (braces === 1) break;
    start += 1;
    end -= 1;
  }
  return json.subarray(start, Math.max(start, end));
}

/** Fields of the final body, without the two names that the payload itself uses. */
function stringifyFields({ shown, json }: ReadableBody, notes: Set<string>): JsonPieces {
  const fields = asObject(shown);
  if (fields === null) return [];
  let inner = trimBraces(json);
  if (Object.hasOwn(fields, "original") || Object.hasOwn(fields, "final")) {
    const rest = Object.entries(fields).filter(([key]) => key !== "original" && key !== "final");
    inner = stringifyStorable(Object.fromEntries(rest), notes).slice(1, -1);
  }
  return inner.length === 0 ? [] : [",", inner];
}

/** `{original, final, ...fields of final}` as JSON text. */
export function buildPayload(original: ReadableBody, final: ReadableBody, notes: Set<string>): JsonPieces {
  return [`{"original":`, original.json, `,"final":`, final.json, ...stringifyFields(final, notes), "}"];
}

export interface EventInput {
  readonly callId: string;
  readonly eventType: "request" | "response";
  /** Epoch milliseconds, with fractions. */
  readonly atMs: number;
  readonly payload: JsonPieces;
}

export function buildEvent({ callId, eventType, atMs, payload }: EventInput): EventRow {
  const isRequest = eventType === "request";
  return {
    id: deriveEventId(callId, isRequest ? 1 : 2),
    call_id: callId,
    event_type: eventType,
    // A response never sorts before its request, even when both fall into the same microsecond.
    sequence: BigInt(Math.round(atMs * 1000)) * 1000n + (isRequest ? 0n : 1n),
    payload,
  };
}
