import type { Change, Diff } from "../contracts/diff";
import type { Json } from "../dialects/dialect-adapter";
import { isObject, setKey } from "../json/json-access";
import { parsePath, readPath, stepInto, type PathSegment } from "../json/json-path";

function parentOf(root: Json, segments: readonly PathSegment[]): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of segments.slice(0, -1)) value = stepInto(value, segment);
  return value;
}

function removeAt(root: Json, segments: readonly PathSegment[]): void {
  const parent = parentOf(root, segments);
  const last = segments.at(-1);
  if (Array.isArray(parent) && typeof last === "number") (parent as Json[]).splice(last, 1);
  else if (isObject(parent) && last !== undefined) Reflect.deleteProperty(parent, last);
}

function insertAt(root: Json, segments: readonly PathSegment[], value: Json): void {
  const parent = parentOf(root, segments);
  const last = segments.at(-1);
  if (Array.isArray(parent) && typeof last === "number") (parent as Json[]).splice(last, 0, value);
  else if (isObject(parent) && last !== undefined) setKey(parent, String(last), value);
}

function replaceAt(root: Json, segments: readonly PathSegment[], value: Json): void {
  const parent = parentOf(root, segments);
  const last = segments.at(-1);
  if (Array.isArray(parent) && typeof last === "number") (parent as Json[])[last] = value;
  else if (isObject(parent) && last !== undefined) setKey(parent, String(last), value);
}

/** Document order, so that parents come before children and lower indexes before higher. */
function comparePaths(a: readonly PathSegment[], b: readonly PathSegment[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const left = a[depth];
    const right = b[depth];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}

interface Placed {
  readonly segments: readonly PathSegment[];
  readonly value: Json;
}

function collectInserts(original: Json, changes: readonly Change[]): Placed[] {
  return changes.flatMap(({ kind, path, from, to }) => {
    if (kind === "added") return [{ segments: parsePath(path), value: structuredClone(to) as Json }];
    if (kind !== "moved") return [];
    return [{ segments: parsePath(path), value: structuredClone(readPath(original, String(from)) ?? null) }];
  });
}

/** Applies a diff to the value that it was made from: removals in `original`'s places, then insertions, then changes. */
export function applyDiff(original: unknown, { changes }: Pick<Diff, "changes">): unknown {
  const source = (original ?? null) as Json;
  const whole = changes.find(({ path }) => path === "");
  if (whole !== undefined) return whole.to ?? null;
  const root = structuredClone(source);
  const removals = changes.flatMap(({ kind, path, from }) => {
    if (kind === "removed") return [parsePath(path)];
    return kind === "moved" ? [parsePath(String(from))] : [];
  });
  for (const segments of removals.sort(comparePaths).reverse()) removeAt(root, segments);
  const inserts = collectInserts(source, changes).sort((a, b) => comparePaths(a.segments, b.segments));
  for (const { segments, value } of inserts) insertAt(root, segments, value);
  for (const { kind, path, to } of changes) {
    if (kind === "modified") replaceAt(root, parsePath(path), structuredClone(to) as Json);
  }
  return root;
}
