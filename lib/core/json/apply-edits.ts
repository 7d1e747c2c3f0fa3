import type { RecordedEdit } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { copyObject, isObject, setKey } from "./json-access";
import { parsePath, stepInto, type PathSegment } from "./json-path";

function groupByPath(edits: readonly RecordedEdit[]): Map<string, RecordedEdit[]> {
  const groups = new Map<string, RecordedEdit[]>();
  for (const edit of edits) {
    const group = groups.get(edit.path);
    if (group === undefined) groups.set(edit.path, [edit]);
    else group.push(edit);
  }
  return groups;
}

/** Applies the edits of one text. An edit whose `from` is not what stands there does not belong to this text. */
function rewriteText(text: string, edits: readonly RecordedEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  let out = "";
  let at = 0;
  for (const { start, end, from, to } of ordered) {
    if (start < at || text.slice(start, end) !== from) continue;
    out += text.slice(at, start) + to;
    at = end;
  }
  return out + text.slice(at);
}

function rewriteValue(value: Json | undefined, edits: readonly RecordedEdit[]): Json | undefined {
  if (typeof value === "string") return rewriteText(value, edits);
  // A number is replaced as a whole: its spelling is not known here.
  if (typeof value === "number") return edits[0]?.to;
  return undefined;
}

/** A copy of `value` with one place changed; everything beside the way there is shared. */
function replaceAt(document: Json, path: readonly PathSegment[], replacement: Json): Json {
  const chain: Json[] = [document];
  for (const segment of path.slice(0, -1)) chain.push(stepInto(chain.at(-1), segment) ?? null);
  let value = replacement;
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const parent = chain[depth] ?? null;
    const segment = path[depth] ?? "";
    if (Array.isArray(parent)) {
      const copy = [...(parent as readonly Json[])];
      copy[Number(segment)] = value;
      value = copy;
    } else if (isObject(parent)) {
      const copy = copyObject(parent);
      setKey(copy, String(segment), value);
      value = copy;
    }
  }
  return value;
}

/**
 * Rebuilds what a policy made of a document: its step's input with its edits applied. The input is not changed. Edits whose
 * path is not there (arguments that never became valid JSON) are left out.
 */
export function applyEdits(document: Json, edits: readonly RecordedEdit[]): Json {
  let result = document;
  for (const [path, group] of groupByPath(edits)) {
    const segments = parsePath(path);
    let value: Json | undefined = result;
    for (const segment of segments) value = stepInto(value, segment);
    const rewritten = rewriteValue(value, group);
    if (rewritten !== undefined) result = replaceAt(result, segments, rewritten);
  }
  return result;
}
