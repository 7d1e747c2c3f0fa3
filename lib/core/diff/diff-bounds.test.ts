import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDiff } from "./apply-diff";
import { DiffBudget } from "./diff-budget";
import { diffJson } from "./diff-json";
import { diffText } from "./diff-text";

/** Keys that break naive paths and naive objects. */
const hostileKey = fc.constantFrom("__proto__", "a.b", "[0]", "", "constructor", 'q"uote', "a", "b", "\ud800", "\n");
const { json } = fc.letrec<{ json: unknown; object: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 1, "x", "y", "", "longer text of some words", '{"a":[1,2]}', '{"a":[1,3]}'),
    fc.array(tie("json"), { maxLength: 5 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(hostileKey, tie("json")), { maxLength: 4 })
    // `fromEntries` defines properties, so `__proto__` is a key like others, as with JSON.parse.
    .map((entries) => Object.fromEntries(entries) as unknown),
}));
/** Nearly equal pairs: what is equal must be found so, and what moved inside what moved must arrive. */
const pair = fc.oneof(
  fc.tuple(json, json),
  fc.tuple(json, json, json).map(([a, b, c]): [unknown, unknown] => [
    { list: [a, b, { id: "1", at: a, more: b }], rest: c },
    { list: [{ id: "1", more: c, at: a }, b, a], rest: b },
  ]),
  fc.tuple(fc.array(json, { maxLength: 6 }), fc.integer(), fc.integer()).map(([list, from, to]): [unknown, unknown] => {
    const next = [...list];
    const [item] = next.splice(Math.abs(from) % Math.max(list.length, 1), 1);
    next.splice(Math.abs(to) % Math.max(list.length, 1), 0, item ?? null);
    return [list, next];
  }),
);

describe("a diff", { timeout: 120_000 }, () => {
  it("turns the original into the final whatever the keys and however little it may cost", () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(0, 3, 30, 1_000_000), ([original, final], limit) => {
        const before = JSON.stringify(original);
        const diff = diffJson(original, final, new DiffBudget(limit));
        expect(applyDiff(original, diff)).toEqual(final);
        expect(JSON.stringify(original)).toBe(before);
        expect(diff.changed).toBe(diff.changes.length > 0);
      }),
      { numRuns: 1_500 },
    );
  });

  it("does not depend on the order of keys, and never calls different values equal", () => {
    fc.assert(
      fc.property(pair, ([original, final]) => {
        const sort = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(sort);
          if (typeof value !== "object" || value === null) return value;
          return {
            fields: Object.entries(value)
              .map(([key, item]) => JSON.stringify([key, sort(item)]))
              .sort(),
          };
        };
        const areEqual = JSON.stringify(sort(original)) === JSON.stringify(sort(final));
        expect(diffJson(original, final).changed).toBe(!areEqual);
      }),
      { numRuns: 500 },
    );
  });

  it("takes along what was removed from inside what moved", () => {
    const original = { list: [{ id: "a", x: 1, y: 2 }, { id: "b" }, { id: "c" }] };
    const final = { list: [{ id: "b" }, { id: "c" }, { id: "a", y: 2 }] };
    expect(applyDiff(original, diffJson(original, final))).toEqual(final);
  });

  it("applies at a depth where recursion would overflow", () => {
    const nest = (value: unknown): unknown => {
      let deep = value;
      for (let level = 0; level < 10_000; level++) deep = level % 2 === 0 ? [deep] : { k: deep };
      return deep;
    };
    const diff = diffJson(nest("x"), nest("y"));
    expect(diff.changes).toHaveLength(1);
    let applied = applyDiff(nest("x"), diff);
    while (typeof applied === "object" && applied !== null) applied = Object.values(applied)[0] as unknown;
    expect(applied).toBe("y");
  });
});

const say = (index: number, text: string) => ({
  role: index % 2 === 0 ? "user" : "assistant",
  content: `Message number ${String(index)} speaks of ${text} and of nothing else.`,
});

describe("the work that a diff costs", { timeout: 120_000 }, () => {
  it("finds edits in each of 5,000 messages, one inserted and one removed, without noise", () => {
    const original = { messages: Array.from({ length: 5_000 }, (_, index) => say(index, `topic ${String(index)}`)) };
    const final = { messages: original.messages.map((one, index) => (index % 3 === 0 ? say(index, "[HIDDEN]") : one)) };
    final.messages.splice(2_500, 1);
    final.messages.splice(1_000, 0, { role: "system", content: "Be brief." });
    const budget = new DiffBudget();
    const diff = diffJson(original, final, budget);
    expect(diff.counts).toMatchObject({ added: 1, removed: 1, modified: 1_667 });
    expect(diff.changes.filter(({ kind }) => kind === "modified").every(({ path }) => path.endsWith(".content"))).toBe(
      true,
    );
    expect(budget.spent).toBeLessThan(5_000_000);
    expect(applyDiff(original, diff)).toEqual(final);
  });

  it("is bounded for lists that have nothing in common, and says when it was cut short", () => {
    const list = (word: string) => Array.from({ length: 20_000 }, (_, index) => [`${word}${String(index)}`, index % 7]);
    const budget = new DiffBudget(1_000_000);
    const diff = diffJson(list("a"), list("b"), budget);
    expect(diff.approximate).toBe(true);
    expect(diff.summary).toContain("(approximate)");
    expect(budget.spent).toBeLessThan(3_000_000);
    expect(applyDiff(list("a"), diff)).toEqual(list("b"));
  });

  it("is linear for 100,000 keys and for 10 MB of text with an edit at both ends", () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${String(index)}`, [index]]));
    const budget = new DiffBudget();
    expect(diffJson(wide, { ...wide, k7: [0], extra: 1 }, budget).changes).toHaveLength(2);
    expect(budget.spent).toBeLessThan(800_000);
    const line = Array.from({ length: 900_000 }, (_, index) => `word${String(index % 9_973)}`).join(" ");
    const textBudget = new DiffBudget(60_000_000);
    const edited = line.replace("word17 ", "WORD17 ").slice(0, -9).concat("the end");
    const segments = diffText(line, edited, textBudget);
    expect(segments.filter(({ kind }) => kind !== "same").every(({ text }) => text.length < 40)).toBe(true);
    expect(textBudget.isApproximate).toBe(false);
    expect(textBudget.spent).toBeLessThan(60_000_000);
  });

  it("gives both texts back when it may cost nothing", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "é", "😀", "\ud800"), maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 5, 100), (from, to, limit) => {
        const segments = diffText(from.repeat(40), to.repeat(40), new DiffBudget(limit));
        const join = (skip: string) => segments.map(({ kind, text: part }) => (kind === skip ? "" : part)).join("");
        expect(join("added")).toBe(from.repeat(40));
        expect(join("removed")).toBe(to.repeat(40));
      }),
    );
  });
});
