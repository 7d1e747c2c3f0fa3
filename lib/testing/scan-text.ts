import type { Policy, PolicyContext, ScanResult, TextEdit, TextScanner, TextSlot } from "@/lib/core/contracts/policy";
import { createCheckedScanner } from "@/lib/core/text/checked-scanner";

/** A context for tests. */
export const testContext: PolicyContext = {
  callId: "00000000-0000-7000-8000-000000000000",
  projectId: "00000000-0000-7000-8000-000000000001",
  dialect: "openai",
  endpoint: "chat.completions",
  model: "demo",
};

export interface ScannedText {
  readonly output: string;
  readonly edits: readonly TextEdit[];
  readonly block: ScanResult["block"] | null;
  /** After each piece, how much text was held back. */
  readonly held: readonly number[];
}

/** Applies edits to their text. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, replacement } of edits) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
}

/** Runs a scanner over pieces, checking every result. @throws RangeError when the scanner breaks the rules */
export function scanPieces(scanner: TextScanner, pieces: readonly string[]): ScannedText {
  const checked = createCheckedScanner(scanner);
  const edits: TextEdit[] = [];
  const held: number[] = [];
  let length = 0;
  for (const piece of [...pieces, null]) {
    const result = piece === null ? checked.end() : checked.push(piece);
    length += piece?.length ?? 0;
    edits.push(...result.edits);
    held.push(length - result.decidedTo);
    if (result.block !== undefined) return { output: "", edits, block: result.block, held };
  }
  return { output: applyTextEdits(pieces.join(""), edits), edits, block: null, held };
}

/** The text as a policy leaves it, at the first hook that it reads. */
export function runPolicy(policy: Policy, pieces: readonly string[]): ScannedText {
  const hook: TextSlot["hook"] = policy.hooks?.[0] ?? "response";
  const path = hook === "request" ? "messages[0].content" : "choices[0].message.content";
  const scanner = policy.createScanner({ hook, path, kind: hook === "request" ? "user" : "assistant" }, testContext);
  if (scanner === null) return { output: pieces.join(""), edits: [], block: null, held: [] };
  return scanPieces(scanner, pieces);
}
