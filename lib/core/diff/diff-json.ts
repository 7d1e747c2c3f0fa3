import type { Change, Diff } from "../contracts/diff";
import type { Json } from "../dialects/dialect-adapter";
import { isObject, type JsonObject } from "../json/json-access";
import { joinPath } from "../json/json-path";
import { alignItems, identifyItem } from "./align-items";
import { digestValue, type DigestCache } from "./digest-value";
import { summariseChanges } from "./summarise-changes";

/** Values visited before the rest is compared as a whole: correct, but coarser. */
const maxVisits = 400_000;

type IndexedItem = readonly [index: number, item: Json];

interface Task {
  readonly fromPath: string;
  readonly toPath: string;
  readonly from: Json;
  readonly to: Json;
}

/** Walks both documents at once, without recursion, and notes what differs. */
class JsonDiffer {
  readonly changes: Change[] = [];
  unchanged = 0;
  visits = 0;
  private readonly cache: DigestCache = new WeakMap();
  private readonly tasks: Task[] = [];

  run(from: Json, to: Json): void {
    this.tasks.push({ fromPath: "", toPath: "", from, to });
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) this.compare(task);
  }

  private compare(task: Task): void {
    const { from, to, toPath } = task;
    this.visits += 1;
    const isCoarse = this.visits > maxVisits;
    if (!isCoarse && Array.isArray(from) && Array.isArray(to)) this.compareArrays(task, from as Json[], to as Json[]);
    else if (!isCoarse && isObject(from) && isObject(to)) this.compareObjects(task, from, to);
    else if (this.areEqual(from, to)) this.unchanged += 1;
    else this.changes.push({ path: toPath, kind: "modified", from, to });
  }

  private areEqual(from: Json, to: Json): boolean {
    if (typeof from !== "object" || typeof to !== "object" || from === null || to === null) return from === to;
    return digestValue(from, this.cache) === digestValue(to, this.cache);
  }

  private compareObjects({ fromPath, toPath }: Task, from: JsonObject, to: JsonObject): void {
    const later: Task[] = [];
    for (const key of Object.keys(from)) {
      const before = from[key] ?? null;
      const path = joinPath(fromPath, key);
      if (!Object.hasOwn(to, key)) this.changes.push({ path, kind: "removed", from: before });
      else later.push({ fromPath: path, toPath: joinPath(toPath, key), from: before, to: to[key] ?? null });
    }
    for (const key of Object.keys(to)) {
      if (!Object.hasOwn(from, key))
        this.changes.push({ path: joinPath(toPath, key), kind: "added", to: to[key] ?? null });
    }
    this.tasks.push(...later.reverse());
  }

  private compareArrays({ fromPath, toPath }: Task, from: readonly Json[], to: readonly Json[]): void {
    const { pairs, removed, added } = alignItems(from, to, this.cache);
    const moves = this.findMoves(
      removed.map((index) => [index, from[index] ?? null]),
      added.map((index) => [index, to[index] ?? null]),
    );
    const sources = new Set(moves.values());
    for (const index of added) {
      const source = moves.get(index);
      const path = joinPath(toPath, index);
      if (source === undefined) this.changes.push({ path, kind: "added", to: to[index] ?? null });
      else this.changes.push({ path, kind: "moved", from: joinPath(fromPath, source), to: path });
    }
    for (const index of removed) {
      if (!sources.has(index))
        this.changes.push({ path: joinPath(fromPath, index), kind: "removed", from: from[index] ?? null });
    }
    const kept = [...pairs, ...[...moves].map(([after, before]) => [before, after] as const)];
    for (const [before, after] of kept.reverse()) {
      this.tasks.push({
        fromPath: joinPath(fromPath, before),
        toPath: joinPath(toPath, after),
        from: from[before] ?? null,
        to: to[after] ?? null,
      });
    }
  }

  /** Items that left one place and came at another: equal ones, then those with the same name or id. Final to original index. */
  private findMoves(removed: readonly IndexedItem[], added: readonly IndexedItem[]): Map<number, number> {
    const moves = new Map<number, number>();
    const taken = new Set<number>();
    const keys: ((item: Json) => string | null)[] = [(item) => digestValue(item, this.cache), identifyItem];
    for (const keyOf of keys) {
      const sources = new Map<string, number[]>();
      for (const [index, item] of removed) {
        const key = taken.has(index) ? null : keyOf(item);
        if (key !== null) sources.set(key, [...(sources.get(key) ?? []), index]);
      }
      for (const [index, item] of added) {
        const source = moves.has(index) ? undefined : sources.get(keyOf(item) ?? "")?.shift();
        if (source === undefined) continue;
        moves.set(index, source);
        taken.add(source);
      }
    }
    return moves;
  }
}

/**
 * What differs between two JSON values. Arrays are aligned by content, messages by role, tools by name, tool calls by id.
 * Paths of removed values are those of `original`, all others those of `final`; a moved value has both places in
 * `from` and `to`. Total: never throws, whatever the depth; very large documents are compared more coarsely.
 */
export function diffJson(original: unknown, final: unknown): Diff {
  const differ = new JsonDiffer();
  differ.run((original ?? null) as Json, (final ?? null) as Json);
  const { changes, unchanged } = differ;
  const count = (kind: Change["kind"]): number => changes.filter((change) => change.kind === kind).length;
  return {
    changed: changes.length > 0,
    summary: summariseChanges(changes),
    // A move changes a place: it counts as a modification.
    counts: {
      added: count("added"),
      removed: count("removed"),
      modified: count("modified") + count("moved"),
      unchanged,
    },
    changes,
  };
}
