import { expect, it } from "vitest";
import { formatCost, formatShortCost } from "./format-cost";

it.each([
  ["0", "$0"],
  ["12.3456", "$12.35"],
  ["0.01", "$0.01"],
  ["0.00017250", "$0.00017"],
  ["0.000000000000000001", "$0.0000000000000000010"],
])("%s is shortened to %s", (amount, shown) => {
  expect(formatShortCost({ amount, currency: "USD" })).toBe(shown);
});

it("keeps every digit where there is room", () => {
  expect(formatCost({ amount: "0.00017250", currency: "EUR" })).toBe("€0.00017250");
  expect(formatShortCost({ amount: "1", currency: "CHF" })).toBe("1.00 CHF");
});
