import { describe, expect, it } from "vitest";
import { findShadow, listChoices, moveItem, parsePatterns, type UpstreamDraft } from "./edit-upstreams";

const upstream = (dialect: "openai" | "anthropic", ...models: string[]): UpstreamDraft => ({
  dialect,
  provider: "openai",
  base_url: null,
  credential_id: null,
  models,
  options: {},
});

it("reads patterns between whatever people put between them", () => {
  expect(parsePatterns(" gpt-*, o4-mini\no3;gpt-* ")).toEqual(["gpt-*", "o4-mini", "o3"]);
  expect(parsePatterns("  ")).toEqual([]);
});

it("moves an item by one place and stops at neither end wrongly", () => {
  expect(moveItem(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moveItem(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});

describe("findShadow", () => {
  it("sees which upstream takes everything from another", () => {
    const list = [
      upstream("openai"),
      upstream("openai", "gpt-*"),
      upstream("anthropic", "claude-*"),
      upstream("anthropic"),
    ];
    expect(list.map((_, index) => findShadow(list, index))).toEqual([null, 0, null, null]);
    const patterns = [
      upstream("openai", "gpt-*"),
      upstream("openai", "gpt-4*", "gpt-5"),
      upstream("openai", "gpt-4", "o3"),
    ];
    expect(patterns.map((_, index) => findShadow(patterns, index))).toEqual([null, 0, null]);
  });
});

it("says which upstream takes a model in each dialect", () => {
  const list = [upstream("openai", "gpt-*"), upstream("anthropic"), upstream("openai")];
  expect(listChoices(list, "llama-4")).toEqual([
    ["openai", 2],
    ["anthropic", 1],
  ]);
  expect(listChoices(list.slice(0, 1), "llama-4")).toEqual([["openai", null]]);
});
