import type { Json } from "../dialects/dialect-adapter";
import { asObject } from "../json/json-access";
import { diffSequence } from "./diff-sequence";
import { digestValue, type DigestCache } from "./digest-value";

/** Which item of one array became which of another. */
export interface Alignment {
  /** Items that correspond, by index, in order of the second array. */
  readonly pairs: readonly (readonly [from: number, to: number])[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** What makes two different items the same thing: a tool call's id, a tool's name, a message's role, a block's type. */
function identify(item: Json): { readonly strong: string | null; readonly weak: string } {
  const object = asObject(item);
  if (object === null) return { strong: null, weak: Array.isArray(item) ? "array" : typeof item };
  const name = object["name"] ?? asObject(object["function"])?.["name"];
  const id = object["id"] ?? object["tool_call_id"] ?? object["tool_use_id"] ?? object["call_id"];
  const key = typeof id === "string" && id !== "" ? id : name;
  const weak = ["type", "role", "object"].map((field) => JSON.stringify(object[field] ?? null)).join();
  return { strong: typeof key === "string" ? `${weak}:${key}` : null, weak };
}

/** What an item is known by wherever it stands: an id or a name with its type; `null` for items without. */
export function identifyItem(item: Json): string | null {
  return identify(item).strong;
}

/** Pairs what is left between two anchors: first by identity, then what has the same role or type, in order. */
function pairRest(
  a: readonly Json[],
  b: readonly Json[],
  fromIndexes: number[],
  toIndexes: number[],
): [number, number][] {
  const pairs: [number, number][] = [];
  const take = (keyOf: (item: Json) => string | null): void => {
    const keysA = fromIndexes.map((index) => keyOf(a[index] ?? null) ?? `a${String(index)}`);
    const keysB = toIndexes.map((index) => keyOf(b[index] ?? null) ?? `b${String(index)}`);
    const restA: number[] = [];
    const restB: number[] = [];
    let atA = 0;
    let atB = 0;
    for (const { kind, count } of diffSequence(keysA, keysB, 300)) {
      for (let step = 0; step < count; step++) {
        if (kind === "same") pairs.push([fromIndexes[atA++] ?? 0, toIndexes[atB++] ?? 0]);
        else if (kind === "removed") restA.push(fromIndexes[atA++] ?? 0);
        else restB.push(toIndexes[atB++] ?? 0);
      }
    }
    fromIndexes = restA;
    toIndexes = restB;
  };
  take((item) => identify(item).strong);
  if (pairs.length === 0) take((item) => identify(item).weak);
  return pairs;
}

/** Aligns two arrays: equal items first (longest common subsequence), then what lies between them by identity. */
export function alignItems(a: readonly Json[], b: readonly Json[], cache: DigestCache): Alignment {
  const digestsA = a.map((item) => digestValue(item, cache));
  const digestsB = b.map((item) => digestValue(item, cache));
  const pairs: [number, number][] = [];
  const gap = { from: [] as number[], to: [] as number[] };
  const flush = (): void => {
    if (gap.from.length > 0 && gap.to.length > 0) pairs.push(...pairRest(a, b, gap.from, gap.to));
    gap.from = [];
    gap.to = [];
  };
  let atA = 0;
  let atB = 0;
  for (const { kind, count } of diffSequence(digestsA, digestsB)) {
    if (kind === "same") flush();
    for (let step = 0; step < count; step++) {
      if (kind === "same") pairs.push([atA++, atB++]);
      else if (kind === "removed") gap.from.push(atA++);
      else gap.to.push(atB++);
    }
  }
  flush();
  const pairedA = new Set(pairs.map(([from]) => from));
  const pairedB = new Set(pairs.map(([, to]) => to));
  return {
    pairs: pairs.sort(([, left], [, right]) => left - right),
    removed: a.flatMap((_, index) => (pairedA.has(index) ? [] : [index])),
    added: b.flatMap((_, index) => (pairedB.has(index) ? [] : [index])),
  };
}
