import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyJsonPatch } from "@/lib/testing/apply-json-patch";
import { diffJson } from "./diff-json";
import { toJsonPatch } from "./to-json-patch";
import { toUnifiedDiff } from "./to-unified-diff";

const clone = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const json = fc.jsonValue({ maxDepth: 4 });
const near = fc.oneof(
  fc.tuple(json, json),
  fc.tuple(fc.array(json, { maxLength: 6 }), fc.array(json, { maxLength: 3 }), fc.nat()).map(([list, more, turn]) => {
    const at = list.length === 0 ? 0 : turn % list.length;
    return [list, [...list.slice(at), ...more, ...list.slice(0, at)]] as const;
  }),
);

describe("toJsonPatch", { timeout: 120_000 }, () => {
  it("gives the final when it is applied to the original, always", () => {
    fc.assert(
      fc.property(near, (pair) => {
        const [original, final] = [clone(pair[0]), clone(pair[1])];
        const patch = toJsonPatch(diffJson(original, final), final);
        expect(applyJsonPatch(clone(original), patch)).toEqual(final);
      }),
      { numRuns: 800 },
    );
  });

  it("takes what changed inside of what moved along with it, and escapes pointers", () => {
    const original = { list: [{ id: "a", x: 1 }, { id: "b" }, { id: "c" }], "a/b~c": 1 };
    const final = { list: [{ id: "b" }, { id: "c" }, { id: "a", x: 2 }], "a/b~c": 2 };
    const patch = toJsonPatch(diffJson(original, final), final);
    expect(patch).toContainEqual({ op: "replace", path: "/a~1b~0c", value: 2 });
    expect(applyJsonPatch(clone(original), patch)).toEqual(final);
  });
});

/** What `patch` does with a unified diff. */
function applyUnified(from: string, diff: string): string {
  const source = from.split("\n");
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split("\n").slice(2, -1)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (Number(hunk[2]) === 0 ? 0 : 1);
      while (at < start) out.push(source[at++] ?? "");
    } else if (line.startsWith("+")) out.push(line.slice(1));
    else {
      expect(source[at]).toBe(line.slice(1));
      if (line.startsWith(" ")) out.push(source[at] ?? "");
      at++;
    }
  }
  return [...out, ...source.slice(at)].join("\n");
}

describe("toUnifiedDiff", { timeout: 120_000 }, () => {
  it("can be applied, always", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "", "d e"), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = toUnifiedDiff(a.join("\n"), b.join("\n"), { from: "x", to: "y" });
        expect(diff === "" ? a.join("\n") : applyUnified(a.join("\n"), diff)).toBe(b.join("\n"));
      }),
      { numRuns: 300 },
    );
  });
});
