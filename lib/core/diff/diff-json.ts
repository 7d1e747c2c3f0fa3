import type { Change, Diff } from "../contracts/diff";
import type { Json } from "../dialects/dialect-adapter";
import { isObject, tryParseJson, type JsonObject } from "../json/json-access";
import { joinPath } from "../json/json-path";
import { alignItems, identifyItem } from "./align-items";
import { DiffBudget } from "./diff-budget";
import { summariseChanges } from "./summarise-changes";
import { ValueInterner } from "./value-interner";

type IndexedItem = readonly [index: number, item: Json];

interface Task {
  readonly fromPath: string;
  readonly toPath: string;
  readonly from: Json;
  readonly to: Json;
}

/** Longer texts that hold JSON are compared as texts. */
const maxInsideLength = 2_000_000;
const jsonStart = /^\s*[[{]/;

/** The JSON type of a value. */
function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Walks both documents at once, without recursion, and notes what differs. */
class JsonDiffer {
  readonly changes: Change[] = [];
  unchanged = 0;
  private readonly interner = new ValueInterner();
  private readonly tasks: Task[] = [];

  constructor(readonly budget: DiffBudget) {}

  run(from: Json, to: Json): void {
    this.tasks.push({ fromPath: "", toPath: "", from, to });
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) this.compare(task);
    this.budget.spend(this.interner.visits);
  }

  private compare(task: Task): void {
    const { from, to, toPath } = task;
    if (this.interner.idOf(from) === this.interner.idOf(to)) {
      this.unchanged += this.interner.countLeaves(from);
      return;
    }
    const areArrays = Array.isArray(from) && Array.isArray(to);
    const areObjects = isObject(from) && isObject(to);
    if (!areArrays && !areObjects) this.changes.push(this.describe(toPath, from, to));
    else if (!this.budget.take(1)) {
      this.budget.markApproximate();
      this.changes.push({ path: toPath, kind: "modified", from, to });
    } else if (areArrays) this.compareArrays(task, from as Json[], to as Json[]);
    else this.compareObjects(task, from as JsonObject, to as JsonObject);
  }

  private describe(path: string, from: Json, to: Json): Change {
    const [before, after] = [typeOf(from), typeOf(to)];
    if (before !== after) return { path, kind: "modified", from, to, types: [before, after] };
    const inside = typeof from === "string" && typeof to === "string" ? this.lookInside(from, to) : null;
    return { path, kind: "modified", from, to, ...(inside !== null && { inside }) };
  }

  /** Arguments of tool calls are texts that hold JSON: what changed in them has paths too. */
  private lookInside(from: string, to: string): readonly Change[] | null {
    if (from.length + to.length > maxInsideLength || !jsonStart.test(from) || !jsonStart.test(to)) return null;
    const [before, after] = [tryParseJson(from), tryParseJson(to)];
    if (before === undefined || after === undefined) return null;
    const inner = new JsonDiffer(this.budget);
    inner.run(before, after);
    return inner.changes;
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
    for (const task of later.reverse()) this.tasks.push(task);
  }

  private compareArrays({ fromPath, toPath }: Task, from: readonly Json[], to: readonly Json[]): void {
    const { pairs, removed, added } = alignItems(from, to, this.interner, this.budget);
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
    const keys: ((item: Json) => string | number | null)[] = [(item) => this.interner.idOf(item), identifyItem];
    for (const keyOf of keys) {
      const sources = new Map<string | number, number[]>();
      for (const [index, item] of [...removed].reverse()) {
        const key = taken.has(index) ? null : keyOf(item);
        if (key === null) continue;
        const known = sources.get(key);
        if (known === undefined) sources.set(key, [index]);
        else known.push(index);
      }
      for (const [index, item] of added) {
        const source = moves.has(index) ? undefined : sources.get(keyOf(item) ?? "")?.pop();
        if (source === undefined) continue;
        moves.set(index, source);
        taken.add(source);
      }
    }
    return moves;
  }
}

/**
 * What differs between two JSON values. Arrays are aligned by content, messages by role and likeness, tools by name, tool
 * calls by id. Paths of removed values are those of `original`, all others those of `final`; a moved value has both places
 * in `from` and `to`. Total: never throws, whatever the depth; past the budget the answer is coarser and says `approximate`.
 */
export function diffJson(original: unknown, final: unknown, budget: DiffBudget = new DiffBudget()): Diff {
  const differ = new JsonDiffer(budget);
  differ.run((original ?? null) as Json, (final ?? null) as Json);
  const { changes, unchanged } = differ;
  const count = (kind: Change["kind"]): number => changes.filter((change) => change.kind === kind).length;
  return {
    changed: changes.length > 0,
    summary: `${summariseChanges(changes)}${budget.isApproximate ? " (approximate)" : ""}`,
    // A move changes a place: it counts as a modification.
    counts: {
      added: count("added"),
      removed: count("removed"),
      modified: count("modified") + count("moved"),
      unchanged,
    },
    changes,
    ...(budget.isApproximate && { approximate: true as const }),
  };
}
