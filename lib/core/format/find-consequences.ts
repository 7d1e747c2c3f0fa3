import type { CallDetail } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, isObject } from "../json/json-access";

/** What a change of the request means beyond its words. */
export interface Consequence {
  readonly kind: "tokens" | "cache-prefix" | "signature" | "tool-pairing";
  /** `warning`: the provider may refuse it or charge more. */
  readonly severity: "info" | "warning";
  readonly title: string;
  readonly detail: string;
  /** Where, when it is one place. */
  readonly path: string | null;
}

/** Characters per token of common tokenizers on English text: for estimates only, and they say so. */
const charactersPerToken = 4;

type ConsequenceCall = Pick<CallDetail, "request" | "dialect" | "usage" | "cost">;

/** The first place at which two texts differ. */
function findFirstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

const formatNumber = (value: number): string => value.toLocaleString("en-US");

/** The messages of a request, whatever they are called in its dialect. */
function listMessages(body: Json): { readonly key: string; readonly items: readonly Json[] } {
  const object = asObject(body);
  const key = Array.isArray(object?.messages) ? "messages" : "input";
  return { key, items: asArray(object?.[key]) };
}

function describeTokens(before: string, after: string): Consequence[] {
  const delta = Math.round((after.length - before.length) / charactersPerToken);
  if (delta === 0) return [];
  const words = delta > 0 ? `${formatNumber(delta)} more` : `${formatNumber(-delta)} fewer`;
  const detail = "Estimated from the length of the text; the provider counts exactly.";
  return [{ kind: "tokens", severity: "info", title: `About ${words} input tokens`, detail, path: null }];
}

/** A provider reuses what it has read before only up to the first byte that differs. */
function describePrefix(before: string, after: string): Consequence[] {
  const at = findFirstDifference(before, after);
  const lost = after.length - at;
  if (lost === 0) return [];
  const tokens = Math.round(lost / charactersPerToken);
  const title = `The provider's prompt cache can be used up to byte ${formatNumber(at)} of ${formatNumber(after.length)}`;
  const detail = `The first changed byte is there. The ${formatNumber(lost)} bytes after it, about ${formatNumber(tokens)} tokens, are new to the provider when the client sends the same beginning again without this change.`;
  return [{ kind: "cache-prefix", severity: tokens > 1_024 ? "warning" : "info", title, detail, path: null }];
}

interface SignedBlock {
  readonly path: string;
  readonly text: string;
}

/** Thinking that the provider signed, by signature. */
function listSigned(body: Json): Map<string, SignedBlock> {
  const { key, items } = listMessages(body);
  const found = new Map<string, SignedBlock>();
  for (const [index, message] of items.entries()) {
    for (const [at, block] of asArray(asObject(message)?.content).entries()) {
      const signature = asString(asObject(block)?.signature);
      if (signature === null || !isObject(block)) continue;
      found.set(signature, { path: `${key}[${String(index)}].content[${String(at)}]`, text: JSON.stringify(block) });
    }
  }
  return found;
}

function describeSignatures(before: Json, after: Json): Consequence[] {
  const left = listSigned(after);
  return [...listSigned(before)].flatMap(([signature, { path, text }]): Consequence[] => {
    const now = left.get(signature);
    if (now?.text === text) return [];
    const what = now === undefined ? "was removed, or its signature was changed" : "was changed, but not its signature";
    const detail = `A signed thinking block ${what}. Anthropic refuses a thinking block whose text does not fit its signature.`;
    return [{ kind: "signature", severity: "warning", title: "Signed thinking is broken", detail, path }];
  });
}

/** Ids of tool calls and of their results. */
function listToolIds(body: Json): { readonly calls: Set<string>; readonly results: Map<string, string> } {
  const { key, items } = listMessages(body);
  const calls = new Set<string>();
  const results = new Map<string, string>();
  const take = (value: Json | undefined, path: string): void => {
    const object = asObject(value);
    if (object === null) return;
    const type = asString(object.type) ?? "";
    const resultId = asString(object.tool_use_id) ?? asString(object.tool_call_id);
    if (resultId !== null) results.set(resultId, path);
    else if (type.endsWith("_output")) results.set(asString(object.call_id) ?? "", path);
    else if (type.endsWith("_call")) calls.add(asString(object.call_id) ?? asString(object.id) ?? "");
    else if (type.endsWith("tool_use")) calls.add(asString(object.id) ?? "");
  };
  for (const [index, message] of items.entries()) {
    const path = `${key}[${String(index)}]`;
    take(message, path);
    const object = asObject(message);
    for (const call of asArray(object?.tool_calls)) calls.add(asString(asObject(call)?.id) ?? "");
    for (const [at, block] of asArray(object?.content).entries()) take(block, `${path}.content[${String(at)}]`);
  }
  return { calls, results };
}

function describePairing(before: Json, after: Json): Consequence[] {
  const [old, now] = [listToolIds(before), listToolIds(after)];
  return [...now.results].flatMap(([id, path]): Consequence[] => {
    const wasPaired = old.calls.has(id) || !old.results.has(id);
    if (now.calls.has(id) || !wasPaired) return [];
    const detail = `The result of ${id} has no tool call before it any more. Providers refuse that with status 400.`;
    return [{ kind: "tool-pairing", severity: "warning", title: "A tool result lost its call", detail, path }];
  });
}

/** What the policies' changes to a request cost and break; nothing when the request was not changed. */
export function findConsequences({ request }: ConsequenceCall): Consequence[] {
  const [before, after] = [request.original as Json, request.final as Json];
  if (before === after || !isObject(before) || !isObject(after)) return [];
  const [from, to] = [JSON.stringify(before), JSON.stringify(after)];
  if (from === to) return [];
  return [
    ...describeSignatures(before, after),
    ...describePairing(before, after),
    ...describePrefix(from, to),
    ...describeTokens(from, to),
  ];
}
