import { expect, it } from "vitest";
import { BodyBudget, findBodyBudgetBytes } from "./body-budget";

it("takes until it is full, and again when something was given back", () => {
  const budget = new BodyBudget(10);
  budget.take(6);
  expect(() => {
    budget.take(5);
  }).toThrow(/held in memory/);
  expect(budget.heldBytes()).toBe(6);
  budget.giveBack(6);
  budget.take(10);
  expect(budget.heldBytes()).toBe(10);
});

it("always has room for the largest body, and shares the rest", () => {
  expect(findBodyBudgetBytes(64)).toBeGreaterThanOrEqual(50 * 1024 * 1024);
  expect(findBodyBudgetBytes(1)).toBeGreaterThanOrEqual(findBodyBudgetBytes(2));
});
