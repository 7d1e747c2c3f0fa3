import type { Change, Diff } from "../contracts/diff";
import type { Json } from "../dialects/dialect-adapter";
import { parsePath, stepInto, type PathSegment } from "../json/json-path";

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown };

/** A JSON Pointer (RFC 6901): `~` and `/` in keys are escaped. */
export function toPointer(segments: readonly PathSegment[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

interface Placed {
  readonly segments: readonly PathSegment[];
  readonly operation: PatchOperation;
}

/** Document order: parents before children, lower indexes before higher. */
function compareSegments(a: readonly PathSegment[], b: readonly PathSegment[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const [left, right] = [a[depth] ?? "", b[depth] ?? ""];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}

function startsWith(segments: readonly PathSegment[], start: readonly PathSegment[]): boolean {
  return start.every((segment, depth) => segments[depth] === segment);
}

/** What stands at a place of the final; a move is written as a removal and an addition of what it became. */
function readFinal(final: Json, segments: readonly PathSegment[]): Json {
  let value: Json | undefined = final;
  for (const segment of segments) value = stepInto(value, segment);
  return value ?? null;
}

function place(path: string, write: (pointer: string) => PatchOperation): Placed {
  const segments = parsePath(path);
  return { segments, operation: write(toPointer(segments)) };
}

/** Operations for the changes outside of what moved: removals last places first, then additions, then replacements. */
function listOperations(changes: readonly Change[], final: Json): Placed[] {
  const of = (kind: Change["kind"]): readonly Change[] => changes.filter((change) => change.kind === kind);
  const removals = [...of("removed").map(({ path }) => path), ...of("moved").map(({ from }) => String(from))]
    .map((path) => place(path, (pointer) => ({ op: "remove", path: pointer })))
    .sort((a, b) => compareSegments(b.segments, a.segments));
  const additions = [...of("added"), ...of("moved")]
    .map(({ path }) =>
      place(path, (pointer) => ({ op: "add", path: pointer, value: readFinal(final, parsePath(path)) })),
    )
    .sort((a, b) => compareSegments(a.segments, b.segments));
  const replacements = of("modified").map(({ path, to }) =>
    place(path, (pointer) => ({ op: "replace", path: pointer, value: to ?? null })),
  );
  return [...removals, ...additions, ...replacements];
}

/** A diff as a JSON Patch (RFC 6902): applying it to the original gives the final. */
export function toJsonPatch(diff: Pick<Diff, "changes">, final: unknown): PatchOperation[] {
  const moves = diff.changes.filter(({ kind }) => kind === "moved");
  const sources = moves.map(({ from }) => parsePath(String(from)));
  const targets = moves.map(({ path }) => parsePath(path));
  // What changed inside something that moved comes with its addition.
  const isInside = ({ kind, path, from }: Change): boolean => {
    const segments = parsePath(path);
    const below = (start: readonly PathSegment[]): boolean =>
      segments.length > start.length && startsWith(segments, start);
    if (kind === "removed") return sources.some(below);
    if (kind !== "moved") return targets.some(below);
    const origin = parsePath(String(from));
    return targets.some(below) || sources.some((start) => origin.length > start.length && startsWith(origin, start));
  };
  const outside = diff.changes.filter((change) => !isInside(change));
  return listOperations(outside, (final ?? null) as Json).map(({ operation }) => operation);
}
