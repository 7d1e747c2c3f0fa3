import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../dialects/dialect-adapter";
import type { ScanResult, TextEdit, TextScanner } from "../contracts/policy";
import { applyEdits } from "./apply-edits";
import { createJsonTextScanner, isJsonTextEdit } from "./json-text-scanner";
import { formatPath, parsePath, readPath } from "./json-path";
import { listLeaves } from "./list-leaves";
import { spliceJson, spliceJsonBytes } from "./splice-json";

const segment = fc.oneof(fc.string(), fc.constantFrom("a.b", "__proto__", 'x"y', "", "content", "ключ"), fc.nat(50));

describe("paths", () => {
  it("survive writing and reading", () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });

  it("look as people write them", () => {
    expect(formatPath(["messages", 2, "content", 0, "text"])).toBe("messages[2].content[0].text");
    expect(formatPath(["input", "a.b"])).toBe('input["a.b"]');
  });
});

function setLeaf(document: Json, path: string, value: string): Json {
  const text = readPath(document, path);
  const from = typeof text === "string" ? text : JSON.stringify(text);
  return applyEdits(document, [{ path, start: 0, end: from.length, from, to: value, rule: "r", reason: "r" }]);
}

describe("spliceJson", () => {
  it("changes what is at the path, as parsing sees it, and nothing else", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), fc.nat(), fc.nat(4), (value, text, pick, indent) => {
        const leaves = listLeaves(value as Json, "");
        const leaf = leaves[pick % Math.max(leaves.length, 1)];
        if (leaf === undefined) return;
        const raw = JSON.stringify(value, null, indent);
        const expected = JSON.parse(JSON.stringify(setLeaf(JSON.parse(raw) as Json, leaf.path, text))) as Json;
        expect(JSON.parse(spliceJson(raw, [{ path: leaf.path, value: text }]))).toEqual(expected);
        expect(spliceJson(raw, [])).toBe(raw);
      }),
    );
  });

  it("keeps every other byte, also white space, number spelling, escapes and padding", () => {
    const raw = '{ "b":1.50e+2,\t"a" : "x\\u0041",\r\n"c":[ "\\ud800", {"a":"k"} ]    }';
    expect(spliceJson(raw, [{ path: "c[1].a", value: 'é"\n' }])).toBe(raw.replace('"k"', '"é\\"\\n"'));
  });

  it("replaces every duplicate of a key", () => {
    expect(spliceJson('{"a":"1","a":"2","b":"3"}', [{ path: "a", value: "x" }])).toBe('{"a":"x","a":"x","b":"3"}');
  });

  it("matches keys by what they say, not how they are written", () => {
    expect(spliceJson('{"\\u0061":"1"}', [{ path: "a", value: "x" }])).toBe('{"\\u0061":"x"}');
  });

  it("survives nesting of 100,000", () => {
    const depth = 100_000;
    const raw = `${'{"a":['.repeat(depth)}"x"${"]}".repeat(depth)}`;
    const path = "a[0].".repeat(depth).slice(0, -1);
    expect(spliceJson(raw, [{ path, value: "y" }])).toBe(raw.replace('"x"', '"y"'));
  });

  it("keeps bytes that are not UTF-8", () => {
    const bytes = new Uint8Array([...Buffer.from('{"a":"'), 0xff, 0x80, ...Buffer.from('","b":"x"}')]);
    const expected = new Uint8Array([...Buffer.from('{"a":"'), 0xff, 0x80, ...Buffer.from('","b":"yy"}')]);
    expect(spliceJsonBytes(bytes, [{ path: "b", value: "yy" }])).toEqual(expected);
  });
});

/** Replaces each `1`…`9` run and each `x` by `to`, holding back a run that may go on. */
function createRunScanner(to: string): TextScanner {
  let text = "";
  let decided = 0;
  const scan = (isEnd: boolean): ScanResult => {
    const edits: TextEdit[] = [];
    const matcher = /[1-9]+|x/g;
    matcher.lastIndex = decided;
    let limit = text.length;
    for (let match = matcher.exec(text); match !== null; match = matcher.exec(text)) {
      const end = match.index + match[0].length;
      if (!isEnd && end === text.length && match[0] !== "x") limit = match.index;
      else edits.push({ start: match.index, end, replacement: to, rule: "run", reason: "Run" });
    }
    decided = limit;
    return { decidedTo: limit, edits };
  };
  return {
    push: (piece) => {
      text += piece;
      return scan(false);
    },
    end: () => scan(true),
  };
}

function rewrite(raw: string, cuts: readonly number[], to: string): { text: string; edits: TextEdit[] } {
  const scanner = createJsonTextScanner(() => createRunScanner(to), "input");
  const points = [...new Set([0, ...cuts.map((cut) => cut % (raw.length + 1)), raw.length])].sort((a, b) => a - b);
  const edits: TextEdit[] = [];
  let decided = 0;
  const accept = (result: ScanResult): void => {
    expect(result.decidedTo).toBeGreaterThanOrEqual(decided);
    for (const edit of result.edits) expect(edit.start).toBeGreaterThanOrEqual(decided);
    decided = result.decidedTo;
    edits.push(...result.edits);
  };
  for (const [index, point] of points.entries()) accept(scanner.push(raw.slice(points[index - 1] ?? 0, point)));
  accept(scanner.end());
  expect(decided).toBe(raw.length);
  let text = "";
  let at = 0;
  for (const { start, end, replacement } of edits) {
    text += raw.slice(at, start) + replacement;
    at = end;
  }
  return { text: text + raw.slice(at), edits };
}

function expectation(value: Json, to: string): Json {
  let result = value;
  for (const { path, text } of listLeaves(value, "")) {
    const changed = text.replace(/[1-9]+|x/g, to);
    if (changed !== text) result = setLeaf(result, path, changed);
  }
  return result;
}

/** Writes strings with some characters as escapes, as models do. */
function writeWithEscapes(value: Json): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]|x/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

describe("createJsonTextScanner", () => {
  it("edits strings and numbers as plain text, stays valid JSON, wherever it is split", () => {
    const to = fc.constantFrom("", '"', "\\", "é\n", "[R]", "\ud83d\ude00");
    fc.assert(
      fc.property(
        fc.jsonValue(),
        to,
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.boolean(),
        (value, replacement, cuts, isEscaped) => {
          const plain = JSON.parse(JSON.stringify(value)) as Json;
          const raw = isEscaped ? writeWithEscapes(plain) : JSON.stringify(plain);
          const { text, edits } = rewrite(raw, cuts, replacement);
          expect(JSON.parse(text)).toEqual(expectation(plain, replacement));
          const records = edits.filter(isJsonTextEdit).map(({ rule, reason, leaf }) => ({ ...leaf, rule, reason }));
          expect(applyEdits({ input: plain }, records)).toEqual({ input: expectation(plain, replacement) });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reads text that is not JSON as plain text", () => {
    expect(rewrite("call me at 123", [], "N").text).toBe("call me at N");
    expect(rewrite('{"a": oops 12', [3, 9], "N").text).toBe('{"a": oops N');
  });

  it("makes a string of a number that it replaces", () => {
    expect(rewrite('{"a":120,"b":[true,null,7]}', [7], "N").text).toBe('{"a":"N0","b":[true,null,"N"]}');
  });
});
