import type { Json, SlotValue } from "../dialects/dialect-adapter";
import type { SlotKind } from "../contracts/policy";
import { isObject } from "./json-access";
import { joinPath } from "./json-path";
import { checkPath } from "./longest-path";

/** What APIs call words that people write and read, in results of tools, searches, citations and commands. */
const names: ReadonlySet<string> = new Set([
  ...["text", "content", "title", "snippet", "summary", "output", "message", "explanation", "reason", "context"],
  ...["cited_text", "document_title", "quote", "stdout", "stderr", "logs", "query", "queries", "pattern"],
  ...["command", "commands", "diff", "revised_prompt"],
]);

/** Here the names are the caller's own, so everything is words. */
const freelyNamed: ReadonlySet<string> = new Set(["attributes", "env"]);

/** Whether a string is words: by its own name, by that of the list that it is in, or because all are. */
type Reading = "words" | "names" | "all";

interface Place {
  readonly path: string;
  readonly value: Json;
  readonly reading: Reading;
}

function readingOf(key: string, parent: { readonly type?: Json }, reading: Reading): Reading {
  if (reading === "all" || freelyNamed.has(key)) return "all";
  // A document's source says by its type whether its data is text.
  return names.has(key) || (key === "data" && parent.type === "text") ? "words" : "names";
}

function listInner({ path, value, reading }: Place): Place[] {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) => ({ path: joinPath(path, index), value: item, reading }));
  }
  // What is signed must come back as it was.
  if (!isObject(value) || (typeof value.signature === "string" && value.signature !== "")) return [];
  return Object.entries(value).map(([key, item]) => {
    return { path: joinPath(path, key), value: item, reading: readingOf(key, value, reading) };
  });
}

function toSlot({ path, value, reading }: Place, kind: SlotKind): SlotValue | null {
  if (typeof value !== "string") return null;
  if (reading !== "names") return { path, kind, format: "text", text: value };
  return path.endsWith(".arguments") ? { path, kind: "tool-arguments", format: "json", text: value } : null;
}

/**
 * The words inside a value whose shape differs from tool to tool, in document order. Ids, addresses and what is signed or
 * encrypted have other names, and are left alone. Without recursion: depth comes from the outside.
 * @throws TextLimitError when it is nested too deeply
 */
export function listNamedTexts(root: Json, rootPath: string, kind: SlotKind): SlotValue[] {
  const slots: SlotValue[] = [];
  const stack: Place[] = [{ path: rootPath, value: root, reading: "names" }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    checkPath(next.path);
    const slot = toSlot(next, kind);
    if (slot !== null) slots.push(slot);
    else for (const inner of listInner(next).reverse()) stack.push(inner);
  }
  return slots;
}
