import type { Change, Diff } from "../contracts/diff";
import type { Json } from "../dialects/dialect-adapter";
import { cloneJson } from "../json/clone-json";
import { isObject, setKey } from "../json/json-access";
import { parsePath, stepInto, type PathSegment } from "../json/json-path";

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

interface Taken {
  readonly segments: readonly PathSegment[];
  /** Its path when it comes back elsewhere; `null` when it is gone. */
  readonly movedFrom: string | null;
}

/** Takes everything out that was removed or moved, last places first, so that no place shifts before its turn. */
function takeOut(root: Json, changes: readonly Change[]): Map<string, Json> {
  const moved = new Map<string, Json>();
  const places = changes.flatMap(({ kind, path, from }): Taken[] => {
    if (kind === "removed") return [{ segments: parsePath(path), movedFrom: null }];
    return kind === "moved" ? [{ segments: parsePath(String(from)), movedFrom: String(from) }] : [];
  });
  for (const { segments, movedFrom } of places.sort((a, b) => comparePaths(b.segments, a.segments))) {
    // What moves goes as it is now: without what was removed from inside it.
    if (movedFrom !== null) moved.set(movedFrom, readSegments(root, segments) ?? null);
    removeAt(root, segments);
  }
  return moved;
}

function readSegments(root: Json, segments: readonly PathSegment[]): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of segments) value = stepInto(value, segment);
  return value;
}

/** Applies a diff to the value that it was made from: removals in `original`'s places, then insertions, then changes. */
export function applyDiff(original: unknown, { changes }: Pick<Diff, "changes">): unknown {
  const source = (original ?? null) as Json;
  const whole = changes.find(({ path, kind }) => path === "" && kind === "modified");
  if (whole !== undefined) return whole.to ?? null;
  const root = cloneJson(source);
  const moved = takeOut(root, changes);
  const inserts = changes.flatMap(({ kind, path, from, to }): Placed[] => {
    if (kind === "added") return [{ segments: parsePath(path), value: cloneJson(to as Json) }];
    return kind === "moved" ? [{ segments: parsePath(path), value: moved.get(String(from)) ?? null }] : [];
  });
  for (const { segments, value } of inserts.sort((a, b) => comparePaths(a.segments, b.segments))) {
    insertAt(root, segments, value);
  }
  for (const { kind, path, to } of changes) {
    if (kind === "modified") replaceAt(root, parsePath(path), cloneJson(to as Json));
  }
  return root;
}
