import fc from "fast-check";
import { countTokens as countCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { chooseEncoding } from "./choose-encoding";
import { countTexts } from "./count-texts";
import { splitText } from "./split-text";

const never = Number.POSITIVE_INFINITY;
const side = (...texts: string[]) => ({ texts, known: 0 });
const ask = (text: string, model: string | null = "gpt-4o", endsAt = never) =>
  countTexts({ model, input: null, output: side(text) }, endsAt);

describe("countTexts", () => {
  it.each<[string, string, number]>([
    ["gpt-4o", "Hello, world!", 4],
    ["gpt-4o", "人工智能正在改变世界。", 6],
    ["gpt-3.5-turbo-instruct", "Hello, world!", 4],
    ["gpt-4o", "", 0],
  ])("counts as %s does: %s", async (model, text, tokens) => {
    expect(await ask(text, model)).toMatchObject({ input: null, output: tokens });
  });

  it("takes what looks like a special token for text", async () => {
    expect(await ask("<|endoftext|>")).toMatchObject({
      output: countO200k("<|endoftext|>", { disallowedSpecial: new Set() }),
    });
  });

  it("counts long prose exactly, in pieces", async () => {
    const prose = "Ünïcödé words — and numbers like 12,345.67 — follow one another; so do lines.\n\n".repeat(1000);
    expect([...splitText(prose)].length).toBeGreaterThan(5);
    expect(await ask(prose)).toMatchObject({ output: countO200k(prose), estimator: "gpt-tokenizer o200k_base" });
    expect(await ask(prose, "gpt-4")).toMatchObject({
      output: countCl100k(prose),
      estimator: "gpt-tokenizer cl100k_base",
    });
  });

  it.each(["a".repeat(300_000), " ".repeat(300_000), "的".repeat(100_000), "😀".repeat(50_000)])(
    "is not held up by a run without an end, case %#",
    async (run) => {
      const answer = await ask(run, "gpt-4o", Date.now() + 60_000);
      expect(answer).toHaveProperty("output");
    },
    70_000,
  );

  it("stops when nobody waits any more", async () => {
    expect(await ask("Hello", "gpt-4o", Date.now() - 1)).toEqual({ reason: "too_slow" });
  });
});

describe("splitText", () => {
  it("loses nothing and never cuts a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.integer({ min: 1, max: 600 }), (text, times) => {
        const whole = text.repeat(times);
        const pieces = [...splitText(whole)];
        expect(pieces.join("")).toBe(whole);
        expect(pieces.some((piece) => /\p{Surrogate}/u.test(piece))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe("chooseEncoding", () => {
  it.each([
    ["gpt-4o-mini", "o200k_base"],
    ["gpt-4.1", "o200k_base"],
    ["gpt-5.5", "o200k_base"],
    ["o3-mini", "o200k_base"],
    ["gpt-4-turbo", "cl100k_base"],
    ["ft:gpt-3.5-turbo-0125:acme::1", "cl100k_base"],
    ["openai/gpt-oss-120b", "o200k_harmony"],
    ["text-embedding-3-small", "cl100k_base"],
    ["text-davinci-003", "p50k_base"],
    ["davinci", "r50k_base"],
    ["claude-opus-4-5", "o200k_base"],
    [null, "o200k_base"],
  ])("%s: %s", (model, encoding) => {
    expect(chooseEncoding(model)).toBe(encoding);
  });
});
