import { expect, it } from "vitest";
import type { Json } from "../dialects/dialect-adapter";
import { isDeeperThan } from "./is-deeper-than";

const nest = (depth: number): Json => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as Json;

it("counts levels, however many there are", () => {
  expect(isDeeperThan(1, 0)).toBe(false);
  expect(isDeeperThan(nest(3), 2)).toBe(false);
  expect(isDeeperThan(nest(4), 2)).toBe(true);
  expect(isDeeperThan({ a: [], b: { c: [[]] } }, 3)).toBe(false);
  expect(isDeeperThan({ a: [], b: { c: [[]] } }, 2)).toBe(true);
  expect(isDeeperThan(nest(100_000), 1000)).toBe(true);
});
