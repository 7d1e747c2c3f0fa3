import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDiff } from "./apply-diff";
import { describeTextChange } from "./describe-text-change";
import { diffJson } from "./diff-json";
import { diffSequence } from "./diff-sequence";
import { diffText } from "./diff-text";
import { revealInvisible } from "./reveal-invisible";

const message = (role: string, content: string) => ({ role, content });

describe("diffSequence", () => {
  it("finds the shortest way", () => {
    expect(
      diffSequence(Array.from("abcabba"), Array.from("cbabac")).reduce(
        (sum, { kind, count }) => sum + (kind === "same" ? 0 : count),
        0,
      ),
    ).toBe(5);
  });

  it("gives both sequences back, exact or not", () => {
    const items = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 });
    fc.assert(
      fc.property(items, items, fc.integer({ min: 0, max: 50 }), (a, b, maxEdits) => {
        const runs = diffSequence(a, b, { maxEdits });
        const take = (skip: string) =>
          runs.filter(({ kind }) => kind !== skip).reduce((sum, { count }) => sum + count, 0);
        expect(take("added")).toBe(a.length);
        expect(take("removed")).toBe(b.length);
        let atA = 0;
        let atB = 0;
        for (const { kind, count } of runs) {
          if (kind === "same") expect(a.slice(atA, atA + count)).toEqual(b.slice(atB, atB + count));
          if (kind !== "added") atA += count;
          if (kind !== "removed") atB += count;
        }
      }),
    );
  });
});

describe("diffText", { timeout: 120_000 }, () => {
  it("marks just the words that changed", () => {
    expect(diffText("Your account number is 1234-5678-9012.", "Your account number is [REDACTED].")).toEqual([
      { kind: "same", text: "Your account number is " },
      { kind: "removed", text: "1234-5678-9012" },
      { kind: "added", text: "[REDACTED]" },
      { kind: "same", text: "." },
    ]);
  });

  it("gives both texts back, always", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", ".", "é", "😀", "\ud800"), maxLength: 60 });
    fc.assert(
      fc.property(text, text, (from, to) => {
        const segments = diffText(from, to);
        const join = (skip: string) =>
          segments
            .filter(({ kind }) => kind !== skip)
            .map((segment) => segment.text)
            .join("");
        expect(join("added")).toBe(from);
        expect(join("removed")).toBe(to);
      }),
    );
  });

  it("stays quick on long texts that have nothing in common", () => {
    const from = Array.from({ length: 20_000 }, (_, index) => `a${String(index)}`).join("\n");
    const segments = diffText(from, from.replaceAll("a", "b"));
    expect(segments.length).toBeLessThan(400);
  });
});

describe("diffJson", { timeout: 120_000 }, () => {
  it("names the place and both values", () => {
    const original = { choices: [{ message: message("assistant", "1234") }] };
    const final = { choices: [{ message: message("assistant", "[REDACTED]") }] };
    expect(diffJson(original, final)).toEqual({
      changed: true,
      summary: "1 modified: choices[0].message.content",
      counts: { added: 0, removed: 0, modified: 1, unchanged: 1 },
      changes: [{ path: "choices[0].message.content", kind: "modified", from: "1234", to: "[REDACTED]" }],
    });
  });

  it("says unchanged of equal values whatever the order of their keys", () => {
    expect(diffJson({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toMatchObject({
      changed: false,
      summary: "Unchanged",
    });
  });

  it("does not call every message changed when one is put in front", () => {
    const messages = ["one", "two", "three"].map((text) => message("user", text));
    const diff = diffJson({ messages }, { messages: [message("system", "rules"), ...messages] });
    expect(diff.changes).toEqual([{ path: "messages[0]", kind: "added", to: message("system", "rules") }]);
  });

  it("pairs an edited message with itself when another was added before it", () => {
    const diff = diffJson(
      [message("user", "call 555-1234")],
      [message("system", "x"), message("user", "call [PHONE]")],
    );
    expect(diff.changes).toEqual([
      { path: "[0]", kind: "added", to: message("system", "x") },
      { path: "[1].content", kind: "modified", from: "call 555-1234", to: "call [PHONE]" },
    ]);
  });

  it("pairs tool calls by id and tools by name", () => {
    const tool = (name: string, description: string) => ({ type: "function", function: { name, description } });
    const diff = diffJson([tool("a", "1"), tool("b", "2")], [tool("b", "3"), tool("a", "1")]);
    expect(diff.changes).toContainEqual({ path: "[0].function.description", kind: "modified", from: "2", to: "3" });
    expect(diff.changes.map(({ kind }) => kind).sort()).toEqual(["modified", "moved"]);
  });

  it("tells which message was removed when another was edited", () => {
    const original = {
      messages: [message("user", "The first question, about cats"), message("user", "Call 555-1234 now")],
    };
    const final = { messages: [message("user", "Call [PHONE] now")] };
    expect(diffJson(original, final).changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "removed messages[0]",
      "modified messages[0].content",
    ]);
  });

  it("sees a change of role as that", () => {
    const diff = diffJson(
      [message("system", "Always answer in French, please")],
      [message("user", "Always answer in French, please")],
    );
    expect(diff.changes).toEqual([{ path: "[0].role", kind: "modified", from: "system", to: "user" }]);
  });

  it("takes what stands at its own place for itself, whatever became of it", () => {
    const listPlaces = (from: unknown, to: unknown): string[] =>
      diffJson(from, to).changes.map(({ kind, path }) => `${kind} ${path}`);
    expect(listPlaces(["a", "b", "c"], ["a", null, "c"])).toEqual(["modified [1]"]);
    expect(listPlaces([{ type: "string" }, { type: "null" }], [{ type: "string" }, {}])).toEqual(["removed [1].type"]);
    const said = message("user", "The order came late.");
    expect(listPlaces([said, said], [said, { role: "developer", content: "" }])).toEqual([
      "modified [1].role",
      "modified [1].content",
    ]);
    // Along another way as many are equal, with two removed and two added.
    const same = Array.from({ length: 9 }, () => said);
    const edited = same.map((one, index) =>
      [3, 4, 7, 8].includes(index) ? { ...one, role: `r${String(index)}` } : one,
    );
    expect(listPlaces(same, edited)).toEqual([3, 4, 7, 8].map((index) => `modified [${String(index)}].role`));
  });

  it("says what changed inside arguments that are JSON in a text", () => {
    const call = (account: string) => ({ function: { arguments: JSON.stringify({ account, note: "x" }) } });
    expect(diffJson(call("1234"), call("[REDACTED]")).changes).toMatchObject([
      {
        path: "function.arguments",
        kind: "modified",
        inside: [{ path: "account", kind: "modified", from: "1234", to: "[REDACTED]" }],
      },
    ]);
  });

  it("sees moves and type changes", () => {
    const diff = diffJson({ list: ["a", "b", "c"], n: 1 }, { list: ["c", "a", "b"], n: "1" });
    expect(diff.changes).toContainEqual({ path: "list[0]", kind: "moved", from: "list[2]", to: "list[0]" });
    expect(diff.changes).toContainEqual({ path: "n", kind: "modified", from: 1, to: "1", types: ["number", "string"] });
  });

  it("treats __proto__, constructor and hasOwnProperty as data", () => {
    const original = JSON.parse('{"__proto__":{"a":1},"constructor":1}') as unknown;
    const final = JSON.parse('{"__proto__":{"a":2},"hasOwnProperty":1}') as unknown;
    const diff = diffJson(original, final);
    expect(diff.changes).toHaveLength(3);
    expect(applyDiff(original, diff)).toEqual(final);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it("survives great depth and great width", () => {
    let deep: unknown = "x";
    let deeper: unknown = "y";
    for (let level = 0; level < 10_000; level++) {
      deep = [deep];
      deeper = [deeper];
    }
    expect(diffJson(deep, deeper).changes).toHaveLength(1);
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${String(index)}`, index]));
    expect(diffJson(wide, { ...wide, k5: 6 }).changes).toEqual([{ path: "k5", kind: "modified", from: 5, to: 6 }]);
  });

  it("turns the original into the final when applied, always", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const near = json.chain((value) =>
      fc.tuple(fc.constant(value), fc.oneof(json, fc.constant(value), fc.array(fc.constant(value), { maxLength: 3 }))),
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.tuple(fc.array(json), fc.array(json))), ([original, final]) => {
        const plain = JSON.parse(JSON.stringify([original, final])) as [unknown, unknown];
        const diff = diffJson(plain[0], plain[1]);
        expect(applyDiff(plain[0], diff)).toEqual(plain[1]);
        expect(diff.changed).toBe(diff.changes.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it("applies to shuffled and edited lists of messages", () => {
    const messages = fc.array(
      fc.tuple(fc.constantFrom("user", "assistant", "tool"), fc.constantFrom("a", "b", "c", "d", "e")),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(messages, messages, (before, after) => {
        const original = { messages: before.map(([role, text]) => message(role, text)) };
        const final = { messages: after.map(([role, text]) => message(role, text)) };
        expect(applyDiff(original, diffJson(original, final))).toEqual(final);
      }),
      { numRuns: 500 },
    );
  });
});

describe("revealInvisible", { timeout: 120_000 }, () => {
  it("names letters that pretend to be others, and accuses nobody who writes another script", () => {
    expect(revealInvisible("p\u0430ypal").filter((piece) => "label" in piece)).toEqual([
      { character: "\u0430", label: "U+0430", kind: "look-alike", twin: "a" },
    ]);
    expect(revealInvisible("\u041f\u0440\u0438\u0432\u0435\u0442, \u03ba\u03cc\u03c3\u03bc\u03b5, world")).toHaveLength(
      1,
    );
  });

  it("shows white space when asked to", () => {
    expect(revealInvisible("a b\t\n", true).flatMap((piece) => ("label" in piece ? [piece.label] : []))).toEqual([
      "\u00b7",
      "\u2192",
      "\u21b5",
    ]);
  });

  it("gives every text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), fc.boolean(), (text, hasWhitespace) => {
        const pieces = revealInvisible(text, hasWhitespace);
        expect(pieces.map((piece) => ("label" in piece ? piece.character : piece.text)).join("")).toBe(text);
      }),
    );
  });

  it("shows what cannot be seen and gives the text back", () => {
    const text = "pay\u200b to \u202eadmin\u202c\u0000";
    const pieces = revealInvisible(text);
    expect(pieces.flatMap((piece) => ("label" in piece ? [piece.label] : []))).toEqual([
      "U+200B",
      "U+202E",
      "U+202C",
      "U+0000",
    ]);
    expect(pieces.map((piece) => ("label" in piece ? piece.character : piece.text)).join("")).toBe(text);
  });
});

describe("describeTextChange", () => {
  it("says in what texts differ that look the same", () => {
    expect(describeTextChange("a b", "a  b")).toBe("whitespace");
    expect(describeTextChange("pay", "p\u200bay")).toBe("invisible");
    expect(describeTextChange("paypal", "p\u0430yp\u0430l")).toBe("look-alike");
    expect(describeTextChange("\u00e9", "e\u0301")).toBe("normalisation");
    expect(describeTextChange("Yes", "yes")).toBe("case");
    expect(describeTextChange("yes", "no")).toBeNull();
  });
});
