import { describe, expect, it } from "vitest";
import { customPrices, readCustomPrices } from "./custom-price";

const firstIssue = (prices: unknown): string => {
  const { error } = customPrices.safeParse(prices);
  const [issue] = error?.issues ?? [];
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "taken"}`;
};

describe("prices of a project", () => {
  it("are taken as they were written", () => {
    const prices = [
      { model: "gpt-4o*", provider: "openai", service_tier: "flex", input_per_million: "0.150", per_request: "0" },
      { model: "*", audio_per_minute: "0.006" },
    ];
    expect(customPrices.parse(prices)).toEqual(prices);
  });

  it.each<[unknown, string]>([
    [[{ model: "a" }], "0: at least one price is needed"],
    [[{ input_per_million: "1" }], "0.model: a name or pattern such as gpt-* is needed"],
    [[{ model: "a b", input_per_million: "1" }], "0.model: a model's name has no spaces or special characters"],
    [[{ model: "a", inputs: "1" }], '0: Unrecognized key: "inputs"'],
    [Array.from({ length: 201 }, () => ({ model: "a", per_request: "1" })), ": at most 200 prices"],
  ])("are refused: %j", (prices, message) => {
    expect(firstIssue(prices)).toBe(message);
  });

  it.each([0.15, "", "-1", "1e-6", ".5", "1.", "1,5", "$1", "12345678", "0.1234567890123", null, "NaN"])(
    "must be decimals as text, which %j is not",
    (value) => {
      expect(firstIssue([{ model: "a", input_per_million: value }])).toContain("0.input_per_million: a decimal in US");
    },
  );

  it("are left out where a row holds something else", () => {
    const own = { model: "a", per_request: "1" };
    expect(readCustomPrices([own, { model: "b" }, 7])).toEqual([own]);
    expect(readCustomPrices("[]")).toEqual([]);
  });
});
