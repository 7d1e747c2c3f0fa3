import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "(console)");
const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("page.tsx"));

it("finds the console's pages", () => {
  expect(pages.length).toBeGreaterThan(3);
});

it.each(pages)("%s asks who is there before anything else", (page) => {
  const source = readFileSync(join(root, page), "utf8");
  const body = source.slice(source.indexOf("export default async function"));
  const gate = body.indexOf("await requireActor(");
  expect(gate).toBeGreaterThan(0);
  // Only the URL may be read before.
  const before = body
    .slice(body.indexOf("{\n"), gate)
    .replaceAll("await searchParams", "")
    .replaceAll("await params", "")
    .replaceAll("await readQuery(props)", "");
  expect(before).not.toContain("await");
});
