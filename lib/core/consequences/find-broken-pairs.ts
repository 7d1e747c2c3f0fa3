import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, type JsonObject } from "../json/json-access";
import type { Consequence } from "./consequence";
import { listBlocks } from "./read-messages";

/** Ids of tool calls and of their results, each with its place. */
interface ToolIds {
  readonly calls: ReadonlyMap<string, string>;
  readonly results: ReadonlyMap<string, string>;
}

function readResultId(block: JsonObject, type: string): string | null {
  const own = asString(block.tool_use_id) ?? asString(block.tool_call_id);
  return own ?? (type.endsWith("_output") ? asString(block.call_id) : null);
}

/** Tools that the provider runs itself have their results in the same message. */
function readCallId(block: JsonObject, type: string): string | null {
  if (type === "tool_use") return asString(block.id);
  return type.endsWith("_call") ? asString(block.call_id) : null;
}

function listToolIds(body: Json): ToolIds {
  const calls = new Map<string, string>();
  const results = new Map<string, string>();
  for (const { path, value } of listBlocks(body)) {
    const block = asObject(value);
    if (block === null) continue;
    const type = asString(block.type) ?? "";
    const result = readResultId(block, type);
    const call = result === null ? readCallId(block, type) : null;
    if (result !== null) results.set(result, path);
    if (call !== null) calls.set(call, path);
    for (const [at, one] of asArray(block.tool_calls).entries()) {
      const id = asString(asObject(one)?.id);
      if (id !== null) calls.set(id, `${path}.tool_calls[${String(at)}]`);
    }
  }
  return { calls, results };
}

function warn(title: string, detail: string, path: string): Consequence {
  return { kind: "tool-pairing", severity: "warning", title, detail, path, isEstimated: false };
}

/** Tool calls and results of a request that belonged together before policies and no longer do. */
export function findBrokenPairs(before: Json, after: Json): Consequence[] {
  const [old, now] = [listToolIds(before), listToolIds(after)];
  const wasPaired = (id: string): boolean => old.calls.has(id) && old.results.has(id);
  const wasKnown = (id: string): boolean => old.calls.has(id) || old.results.has(id);
  const refused = "Providers refuse that with status 400.";
  const results = [...now.results].flatMap(([id, path]) => {
    if (now.calls.has(id) || (wasKnown(id) && !wasPaired(id))) return [];
    return [warn("A tool result lost its call", `The result of ${id} has no tool call any more. ${refused}`, path)];
  });
  const calls = [...now.calls].flatMap(([id, path]) => {
    if (now.results.has(id) || !wasPaired(id)) return [];
    return [warn("A tool call lost its result", `The call ${id} has no result any more. ${refused}`, path)];
  });
  return [...results, ...calls];
}
