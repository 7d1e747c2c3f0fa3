import type { RecordedEdit } from "@/lib/core/contracts/call";
import type { Policy, PolicyContext, TextEdit, TextScanner, TextSlot } from "@/lib/core/contracts/policy";
import { createJsonTextScanner, isJsonTextEdit } from "@/lib/core/json/json-text-scanner";
import { createCheckedScanner } from "@/lib/core/text/checked-scanner";

/**
 * A policy's scanner for a slot, its results checked; `null` when the policy does not care. JSON texts are read leaf by leaf.
 */
export function createSlotScanner(
  policy: Policy,
  slot: TextSlot,
  format: "text" | "json",
  context: PolicyContext,
): TextScanner | null {
  const first = policy.createScanner(slot, context);
  if (first === null) return null;
  if (format === "text") return createCheckedScanner(first);
  let spare: TextScanner | null = first;
  const createLeafScanner = (): TextScanner => {
    const scanner = spare ?? policy.createScanner(slot, context);
    spare = null;
    if (scanner === null) throw new TypeError("The policy wants a text at one time and not at another.");
    return createCheckedScanner(scanner);
  };
  return createCheckedScanner(createJsonTextScanner(createLeafScanner, slot.path));
}

/** Where an edit is recorded: as offsets of the text, or, for `leaves`, of the string inside the JSON. */
export interface EditPlace {
  readonly path: string;
  readonly record: "text" | "leaves";
  /** The edited range of the policy's input. */
  readonly from: string;
}

/** The record of an edit. */
export function recordEdit(edit: TextEdit, place: EditPlace): RecordedEdit {
  const { rule, reason } = edit;
  if (place.record === "leaves" && isJsonTextEdit(edit)) {
    const { path, start, end, from, to } = edit.leaf;
    return { path, start, end, from, to, rule, reason };
  }
  return { path: place.path, start: edit.start, end: edit.end, from: place.from, to: edit.replacement, rule, reason };
}
