import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { providerDefinitions } from "./registry";

it("registers every folder once, under its own name", () => {
  const entries = readdirSync(new URL(".", import.meta.url), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(providerDefinitions.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});
