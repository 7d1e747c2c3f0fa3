import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { formatEnvironmentDocs } from "./format-environment-docs";

it("docs/environment.md is current (npm run docs writes it)", async () => {
  const file = join(import.meta.dirname, "..", "..", "docs", "environment.md");
  expect(await readFile(file, "utf8")).toBe(formatEnvironmentDocs());
});
