import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folders = "app|bench|components|docs|e2e|lib|prisma|public|scripts|server";
const pathPattern = new RegExp(
  `^(?:\\./)?(?:${folders})/[\\w./()\\[\\]-]*$|^[\\w.-]+\\.(?:ts|tsx|mjs|cjs|json|md|prisma)$`,
);
const templates = /[<>*{}…]/;

function* findReferences(text) {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, " "));
  for (const [, path] of prose.matchAll(/`([^`\n]+)`/g)) if (pathPattern.test(path)) yield { path, isLink: false };
  for (const [, path] of prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g))
    if (!path.includes(":")) yield { path, isLink: true };
}

/** A name without a folder, such as `registry.ts`, may be meant in whatever folder the sentence is about. */
function isKnown(tree, tracked, document, { path, isLink }) {
  if (existsSync(join(tree, isLink ? dirname(document) : "", path))) return true;
  return !isLink && !path.includes("/") && tracked.some((file) => file === path || file.endsWith(`/${path}`));
}

/** Paths in backticks and relative links in the project's own documents that lead nowhere. */
export function findBrokenReferences(tree) {
  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: tree,
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);
  const documents = tracked.filter(
    (file) => /^(?:[A-Z]+\.md|docs\/.*\.md|lib\/.*README\.md)$/.test(file) && existsSync(join(tree, file)),
  );
  return documents.flatMap((document) =>
    [...findReferences(readFileSync(join(tree, document), "utf8"))]
      .filter((reference) => !templates.test(reference.path) && !isKnown(tree, tracked, document, reference))
      .map(({ path }) => `${document} mentions ${path}, which does not exist`),
  );
}
