import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitJsonLine } from "./split-json-line";

const kinds = (line: string) => splitJsonLine(line).map(({ kind, text }) => [kind, text]);

describe("splitJsonLine", () => {
  it("tells keys, texts and literals apart", () => {
    expect(kinds('  "model": "demo",')).toEqual([
      ["plain", "  "],
      ["key", '"model"'],
      ["plain", ": "],
      ["text", '"demo",'],
    ]);
    expect(kinds('    "n": -1.5e3,').slice(-2)).toEqual([
      ["literal", "-1.5e3"],
      ["plain", ","],
    ]);
    expect(kinds("    null")).toEqual([
      ["plain", "    "],
      ["literal", "null"],
    ]);
  });

  it("guesses nothing about pieces from the middle of a line", () => {
    expect(kinds("true")).toEqual([["plain", "true"]]);
    expect(kinds(' 12"')).toEqual([["plain", ' 12"']]);
  });

  it("gives every line back", () => {
    const line = fc.oneof(fc.string(), fc.stringMatching(/^ {0,6}"[a-z\\"]*": ?("[a-z]*"?|true|1\.5),?$/));
    fc.assert(
      fc.property(
        line,
        (text) =>
          splitJsonLine(text)
            .map((token) => token.text)
            .join("") === text,
      ),
    );
  });
});
