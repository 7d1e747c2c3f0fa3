import fastCheck from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseUpstream } from "./choose-upstream";
import { matchModel } from "./match-model";

describe("matchModel", () => {
  it.each([
    ["gpt-*", "gpt-5.5-mini", true],
    ["gpt-*", "gpt-", true],
    ["gpt-*", "chatgpt-4o", false],
    ["gpt-4o", "gpt-4o", true],
    ["gpt-4o", "gpt-4o-mini", false],
    ["*", "", true],
    ["*-mini", "gpt-4o-mini", true],
    ["*mini*", "gpt-4o-mini-2026", true],
    ["a*a", "a", false],
    ["a*b*c", "abc", true],
    ["a*b*c", "acb", false],
    ["meta-llama/*", "meta-llama/Llama-3.3-70B", true],
    ["gpt.4o", "gpt-4o", false],
    ["**", "anything", true],
  ])("%s and %s: %s", (pattern, model, expected) => {
    expect(matchModel(pattern, model)).toBe(expected);
  });

  it("agrees with the regular expression that the pattern stands for", () => {
    const text = fastCheck.string({ unit: fastCheck.constantFrom("a", "b", "-", "*") });
    fastCheck.assert(
      fastCheck.property(text, text, (pattern, name) => {
        const model = name.replaceAll("*", "x");
        const regex = new RegExp(`^${pattern.replaceAll("-", "\\-").replaceAll("*", ".*")}$`, "s");
        expect(matchModel(pattern, model)).toBe(regex.test(model));
      }),
    );
  });

  it("takes no longer for a pattern that is meant to", () => {
    const model = "a".repeat(100_000);
    expect(matchModel(`${"a*".repeat(40)}b`, model)).toBe(false);
  });
});

describe("chooseUpstream", () => {
  const named = (name: string, dialect: "openai" | "anthropic", ...models: string[]) => ({ name, dialect, models });
  const upstreams = [
    named("claude", "anthropic", "claude-*"),
    named("small", "openai", "gpt-*-mini", "o4-mini"),
    named("gpt", "openai", "gpt-*"),
    named("rest", "openai"),
    named("never", "openai", "llama-*"),
  ];
  const choose = (dialect: "openai" | "anthropic", model: string | null) =>
    chooseUpstream(upstreams, dialect, model)?.name ?? null;

  it("takes the first of the dialect whose patterns fit", () => {
    expect(choose("openai", "gpt-5-mini")).toBe("small");
    expect(choose("openai", "o4-mini")).toBe("small");
    expect(choose("openai", "gpt-5")).toBe("gpt");
    expect(choose("openai", "llama-4")).toBe("rest");
    expect(choose("openai", "claude-opus")).toBe("rest");
    expect(choose("anthropic", "claude-opus")).toBe("claude");
    expect(choose("anthropic", "gpt-5")).toBeNull();
  });

  it("takes one for any model where the model is not known, else the first", () => {
    expect(choose("openai", null)).toBe("rest");
    expect(choose("anthropic", null)).toBe("claude");
    expect(chooseUpstream([], "openai", null)).toBeNull();
  });
});
