import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeEdits } from "./compose-edits";
import { formatBytes, formatExactBytes } from "./format-bytes";
import { printJson } from "./print-json";
import { readTurns } from "./read-turns";

interface TestEdit {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

const edit = (start: number, from: string, to: string): TestEdit => ({ start, end: start + from.length, from, to });
const splice = (text: string, edits: readonly TestEdit[]): string =>
  [...edits].reverse().reduce((out, { start, end, to }) => out.slice(0, start) + to + out.slice(end), text);

describe("composeEdits", () => {
  it("keeps what nobody touched and names who touched the rest", () => {
    const one = edit(4, "secret", "[S]");
    const two = edit(4, "[S]", "[redacted]");
    expect(composeEdits("the secret word", [[one], [two]])).toEqual([
      { from: "the ", to: "the ", edits: [] },
      { from: "secret", to: "[redacted]", edits: [one, two] },
      { from: " word", to: " word", edits: [] },
    ]);
  });

  it("inserts and removes", () => {
    expect(composeEdits("ac", [[edit(1, "", "b")], [edit(0, "a", "")]])?.map(({ from, to }) => [from, to])).toEqual([
      ["a", ""],
      ["", "b"],
      ["c", "c"],
    ]);
  });

  it("refuses edits of another text", () => {
    expect(composeEdits("hello", [[edit(0, "howdy", "x")]])).toBeNull();
  });

  it("joins to both texts, whatever the steps", () => {
    const texts = fc.string({ maxLength: 30 });
    const cuts = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.string({ maxLength: 5 })), { maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.array(cuts, { maxLength: 3 }), (text, chain) => {
        let current = text;
        const steps = chain.map((raw) => {
          const edits: TestEdit[] = [];
          let at = 0;
          for (const [skip, length, to] of raw) {
            const start = Math.min(current.length, at + skip);
            const end = Math.min(current.length, start + length);
            if (start === end && to === "") continue;
            edits.push(edit(start, current.slice(start, end), to));
            at = end + 1;
            if (at > current.length) break;
          }
          current = splice(current, edits);
          return edits;
        });
        const runs = composeEdits(text, steps) ?? [];
        expect(runs.map((run) => run.from).join("")).toBe(text);
        expect(runs.map((run) => run.to).join("")).toBe(current);
        expect(runs.every((run) => run.edits.length > 0 || run.from === run.to)).toBe(true);
      }),
    );
  });
});

describe("printJson", () => {
  it("prints long texts as real lines", () => {
    const lines = printJson({ model: "demo", messages: [{ content: "one\ntwo" }], stop: [] });
    expect(lines.map((line) => line.text)).toEqual([
      "{",
      '  "model": "demo",',
      '  "messages": [',
      "    {",
      '      "content": """',
      "        one",
      "        two",
      '      """',
      "    }",
      "  ],",
      '  "stop": []',
      "}",
    ]);
    expect(lines[5]?.path).toBe("messages[0].content");
  });

  it("prints a text the same way in both versions", () => {
    const long = "x".repeat(101);
    expect(printJson({ a: "short" }, { a: long }).map((line) => line.text)).toEqual([
      "{",
      '  "a": """',
      "    short",
      '  """',
      "}",
    ]);
  });

  it("breaks long lines at sentences, so that an early change moves no later break", () => {
    const sentences = Array.from({ length: 40 }, (_, index) => `This is sentence number ${index}. `).join("");
    const before = printJson(sentences).map((line) => line.text);
    const after = printJson(sentences.replace("sentence number 0", "rewritten first sentence")).map((l) => l.text);
    expect(before.filter((line, index) => line !== after[index])).toHaveLength(1);
    expect(before.every((line) => line.length < 500)).toBe(true);
  });
});

describe("readTurns", () => {
  it("reads a chat request with tools and parameters", () => {
    const turns = readTurns({
      model: "demo",
      messages: [
        { role: "system", content: "Be kind." },
        {
          role: "user",
          content: [
            { type: "text", text: "Hi" },
            { type: "image_url", image_url: { url: "x" } },
          ],
        },
        {
          role: "assistant",
          tool_calls: [{ id: "c1", type: "function", function: { name: "find", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
      ],
    });
    expect(turns.map((turn) => [turn.role, turn.parts.map((part) => `${part.kind} ${part.path}`)])).toEqual([
      ["system", ["text messages[0].content"]],
      [
        "user",
        ["text messages[1].content[0].text", "field messages[1].content[0].type", "data messages[1].content[1]"],
      ],
      [
        "assistant",
        [
          "tool-call messages[2].tool_calls[0].function.arguments",
          "field messages[2].tool_calls[0].id",
          "field messages[2].tool_calls[0].type",
          "field messages[2].tool_calls[0].function.name",
        ],
      ],
      ["tool", ["tool-result messages[3].content", "field messages[3].tool_call_id"]],
      ["fields", ["field model"]],
    ]);
  });

  it("reads an Anthropic message with thoughts, words and a tool", () => {
    const turns = readTurns({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Hello" },
        { type: "tool_use", id: "t1", name: "find", input: { q: 1 } },
      ],
    });
    const shown = turns[0]?.parts
      .filter((part) => part.kind !== "field")
      .map((part) => [part.kind, part.path, part.text]);
    expect(shown).toEqual([
      ["reasoning", "content[0].thinking", "Hm."],
      ["text", "content[1].text", "Hello"],
      ["tool-call", "content[2].input", '{\n  "q": 1\n}'],
    ]);
  });

  it("reads Responses items, errors and choices", () => {
    const output = readTurns({
      output: [
        { type: "reasoning", summary: [{ text: "Hm" }] },
        { type: "function_call", name: "f", call_id: "c", arguments: "{}" },
      ],
    });
    expect(output.map((turn) => turn.parts[0]?.kind)).toEqual(["reasoning", "tool-call"]);
    expect(readTurns({ type: "error", error: { message: "No", type: "x" } })[0]?.role).toBe("error");
    expect(readTurns({ choices: [{ message: { role: "assistant", content: "Hi" } }] })[0]?.parts[0]).toMatchObject({
      path: "choices[0].message.content",
      text: "Hi",
    });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("messages", "content", "output", "choices", "error", "input"),
        (value, key) => {
          const json = value as Parameters<typeof readTurns>[0];
          readTurns(json);
          readTurns({ [key]: json });
          readTurns({ [key]: [json, { role: "user", content: json, type: "reasoning", tool_calls: json }] });
        },
      ),
    );
  });
});

describe("formatBytes", () => {
  it("says sizes", () => {
    expect([formatBytes(312), formatBytes(48_230), formatBytes(1_048_576)]).toEqual(["312 B", "48.2 kB", "1.05 MB"]);
    expect(formatBytes(2_147_483_648)).toBe("2.15 GB");
    expect(formatExactBytes(1_048_576)).toBe("1,048,576 bytes");
  });
});
