import type { Json } from "../dialects/dialect-adapter";
import { asObject } from "../json/json-access";
import { DiffBudget } from "./diff-budget";
import { findBestPairs } from "./find-best-pairs";
import { matchSequences, type Match } from "./match-sequences";
import { listWords, measureLikeness, readHead } from "./measure-likeness";
import { ValueInterner } from "./value-interner";

/** Which item of one array became which of another. */
export interface Alignment {
  /** Items that correspond, by index, in order of both arrays. */
  readonly pairs: readonly Match[];
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

/** Items of both arrays between two pairs, half open. */
interface Gap {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

type Key = string | number;

/**
 * Of arrays of one length, what stands at its own place: where items repeat, as many may be equal along another way, which
 * would say that some were added and others removed.
 */
function preferOwnPlaces(a: readonly Key[], b: readonly Key[], matches: readonly Match[]): readonly Match[] {
  if (a.length !== b.length) return matches;
  const own = a.flatMap((key, index): Match[] => (key === b[index] ? [[index, index]] : []));
  return own.length >= matches.length ? own : matches;
}

type KeyOf = (item: Json) => string | number | null;

/** More possible pairs are not weighed against each other. */
const maxWeighed = 40_000;
/** Of the same role or type, an item may have been rewritten altogether: better than nothing. */
const sameKindScore = 0.05;
/** Objects of more keys are not compared key by key. */
const mostKeys = 12;
/** So much in common makes it the same item whatever its role. */
const otherKindLeast = 0.6;

class Aligner {
  readonly pairs: Match[] = [];
  private gaps: Gap[];

  constructor(
    private readonly a: readonly Json[],
    private readonly b: readonly Json[],
    private readonly interner: ValueInterner,
    private readonly budget: DiffBudget,
  ) {
    this.gaps = [{ fromA: 0, toA: a.length, fromB: 0, toB: b.length }];
  }

  align(): void {
    this.matchBy((item) => this.interner.idOf(item));
    this.matchBy(identifyItem);
    const elsewhere = this.listElsewhere();
    this.matchBy((item) => {
      const head = elsewhere.has(this.interner.idOf(item)) ? null : readHead(item);
      return head === null ? null : `${identify(item).weak}${head}`;
    });
    for (const gap of this.gaps) this.pairGap(gap, elsewhere);
  }

  /** Pairs items with equal keys inside each gap, and goes on with the gaps between them. */
  private matchBy(keyOf: KeyOf): void {
    const gaps: Gap[] = [];
    for (const gap of this.gaps) {
      // An item without a key equals nothing: its own place is its key.
      const keysA = this.a.slice(gap.fromA, gap.toA).map((item, index) => keyOf(item) ?? `a ${String(index)}`);
      const keysB = this.b.slice(gap.fromB, gap.toB).map((item, index) => keyOf(item) ?? `b ${String(index)}`);
      let at = { a: gap.fromA, b: gap.fromB };
      const matches = preferOwnPlaces(keysA, keysB, matchSequences(keysA, keysB, { budget: this.budget }));
      for (const [from, to] of [...matches, [keysA.length, keysB.length] as const]) {
        const [a, b] = [gap.fromA + from, gap.fromB + to];
        if (a > at.a && b > at.b) gaps.push({ fromA: at.a, toA: a, fromB: at.b, toB: b });
        if (from < keysA.length) this.pairs.push([a, b]);
        at = { a: a + 1, b: b + 1 };
      }
    }
    this.gaps = gaps;
  }

  /** Items that are in a gap of the other side too, equal or by name: they moved, and must not be taken for others. */
  private listElsewhere(): ReadonlySet<string | number> {
    const keysOf = (item: Json): (string | number)[] => {
      const strong = identifyItem(item);
      return strong === null ? [this.interner.idOf(item)] : [this.interner.idOf(item), strong];
    };
    const inA = new Set(this.gaps.flatMap((gap) => this.a.slice(gap.fromA, gap.toA).flatMap(keysOf)));
    const inB = this.gaps.flatMap((gap) => this.b.slice(gap.fromB, gap.toB).flatMap(keysOf));
    return new Set(inB.filter((key) => inA.has(key)));
  }

  private pairGap(gap: Gap, elsewhere: ReadonlySet<string | number>): void {
    const width = gap.toA - gap.fromA;
    const height = gap.toB - gap.fromB;
    if (width * height > maxWeighed || !this.budget.take(width * height * 8)) {
      this.budget.markApproximate();
      this.pairByKind(gap);
      return;
    }
    for (const [from, to] of findBestPairs(this.weigh(gap, elsewhere))) {
      this.pairs.push([gap.fromA + from, gap.fromB + to]);
    }
  }

  private pairByKind({ fromA, toA, fromB, toB }: Gap): void {
    const kindOf = (item: Json): string => identify(item).weak;
    const [a, b] = [this.a.slice(fromA, toA).map(kindOf), this.b.slice(fromB, toB).map(kindOf)];
    for (const [from, to] of matchSequences(a, b, { maxEdits: 300, budget: this.budget })) {
      this.pairs.push([fromA + from, fromB + to]);
    }
  }

  /** For every possible pair of a gap how much it is worth; 0 where it may not be. */
  private weigh({ fromA, toA, fromB, toB }: Gap, elsewhere: ReadonlySet<string | number>): number[][] {
    const look = (item: Json) => {
      const { strong, weak } = identify(item);
      const isTaken = elsewhere.has(this.interner.idOf(item)) || (strong !== null && elsewhere.has(strong));
      return { item, weak, isTaken, words: listWords(item) };
    };
    // Where one stands for one nothing else can be meant.
    const isOnly = toA - fromA === 1 && toB - fromB === 1;
    const left = this.a.slice(fromA, toA).map(look);
    const right = this.b.slice(fromB, toB).map(look);
    return left.map((one) =>
      right.map((other) => {
        if (one.isTaken || other.isTaken) return 0;
        const likeness = measureLikeness(one.words, other.words);
        if (one.weak === other.weak) return sameKindScore + likeness;
        return isOnly || likeness >= otherKindLeast || this.differInOne(one.item, other.item)
          ? Math.max(likeness, sameKindScore)
          : 0;
      }),
    );
  }

  /** Whether two objects of few keys differ under one of them only, or in having it, so that what changed is their kind. */
  private differInOne(a: Json, b: Json): boolean {
    const [left, right] = [asObject(a), asObject(b)];
    if (left === null || right === null) return false;
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    if (keys.length < 2 || keys.length > mostKeys) return false;
    const isSame = (key: string): boolean =>
      Object.hasOwn(left, key) &&
      Object.hasOwn(right, key) &&
      this.interner.idOf(left[key] ?? null) === this.interner.idOf(right[key] ?? null);
    return keys.filter((key) => !isSame(key)).length === 1;
  }
}

/**
 * Aligns two arrays: equal items first, then those with the same id or name, then by their beginnings, and what lies between
 * by role or type and how much their texts have in common.
 */
export function alignItems(
  a: readonly Json[],
  b: readonly Json[],
  interner: ValueInterner = new ValueInterner(),
  budget: DiffBudget = new DiffBudget(),
): Alignment {
  const aligner = new Aligner(a, b, interner, budget);
  aligner.align();
  const pairedA = new Set(aligner.pairs.map(([from]) => from));
  const pairedB = new Set(aligner.pairs.map(([, to]) => to));
  return {
    pairs: aligner.pairs.sort(([left], [right]) => left - right),
    removed: a.flatMap((_, index) => (pairedA.has(index) ? [] : [index])),
    added: b.flatMap((_, index) => (pairedB.has(index) ? [] : [index])),
  };
}
