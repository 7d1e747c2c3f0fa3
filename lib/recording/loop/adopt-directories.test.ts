import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adoptDirectories, releaseAdopted } from "./adopt-directories";

it("adopts journals of the dead, and never a directory that holds something else", () => {
  const root = mkdtempSync(join(tmpdir(), "diffract-adopt-"));
  const put = (...path: readonly string[]): void => {
    mkdirSync(join(root, path[0] ?? ""), { recursive: true });
    writeFileSync(join(root, ...path), "");
  };
  put("dead", "0000000001.seg");
  put("dead", "cursor");
  put("other", "letter.txt");
  put("mixed", "0000000001.seg");
  put("mixed", "letter.txt");
  mkdirSync(join(root, "empty"));
  const adopted = adoptDirectories(root, new Set());
  expect(adopted.map(({ path }) => path)).toEqual([join(root, "dead")]);
  for (const one of adopted) releaseAdopted(one);
  rmSync(root, { recursive: true, force: true });
});
