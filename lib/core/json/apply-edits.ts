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

function put(holder: Json, segment: PathSegment, value: Json): void {
  if (Array.isArray(holder)) (holder as Json[])[Number(segment)] = value;
  else if (isObject(holder)) setKey(holder, String(segment), value);
}

/** A copy in which places are changed; everything beside their ways is shared, and what is on several is copied once. */
class EditedCopy {
  private readonly copies = new Set<Json>();

  constructor(public root: Json) {}

  write(path: readonly PathSegment[], value: Json): void {
    const last = path.at(-1);
    if (last === undefined) {
      this.root = value;
      return;
    }
    this.root = this.own(this.root);
    let holder = this.root;
    for (const segment of path.slice(0, -1)) {
      const child = this.own(stepInto(holder, segment) ?? null);
      put(holder, segment, child);
      holder = child;
    }
    put(holder, last, value);
  }

  private own(value: Json): Json {
    if (this.copies.has(value)) return value;
    const copy = Array.isArray(value) ? [...(value as readonly Json[])] : isObject(value) ? copyObject(value) : value;
    if (isObject(copy) || Array.isArray(copy)) this.copies.add(copy);
    return copy;
  }
}

/**
 * Rebuilds what a policy made of a document: its step's input with its edits applied. The input is not changed. Edits whose
 * path is not there (arguments that never became valid JSON) are left out.
 */
export function applyEdits(document: Json, edits: readonly RecordedEdit[]): Json {
  const copy = new EditedCopy(document);
  for (const [path, group] of groupByPath(edits)) {
    const segments = parsePath(path);
    let value: Json | undefined = copy.root;
    for (const segment of segments) value = stepInto(value, segment);
    const rewritten = rewriteValue(value, group);
    if (rewritten !== undefined) copy.write(segments, rewritten);
  }
  return copy.root;
}
