/**
 * Tests the rules themselves: plants violations in a scratch tree and expects each to be reported under the named rule, and
 * plants what is allowed and expects silence. A rule whose pattern rots would otherwise pass for ever.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ESLint } from "eslint";
import { refusedCode } from "./planted-code.mjs";
import { allowedImports, refusedImports } from "./planted-imports.mjs";
import { runCruiser } from "./run-cruiser.mjs";

const root = resolve(import.meta.dirname, "..");
const rules = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

function createScratchTree() {
  const scratch = mkdtempSync(join(tmpdir(), "diffract-planted-"));
  copyFileSync(join(root, "tsconfig.json"), join(scratch, "tsconfig.json"));
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  return scratch;
}

function plant(scratch, path, text) {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Makes the imported file too, so that the import resolves. */
function plantImport(scratch, [from, to]) {
  if (to === null) return plant(scratch, from, "export const planted = 1;\n");
  plant(scratch, from, `import * as target from "${to}";\nexport const planted = target;\n`);
  const isLocal =
    to.startsWith("@/") && !to.endsWith("/nowhere") && !allowedImports.some(([file]) => `@/${file}` === `${to}.ts`);
  if (isLocal) plant(scratch, `${to.slice(2)}.ts`, "export const target = 1;\n");
  if (to === "./planted-cycle-back") {
    plant(
      scratch,
      `${dirname(from)}/planted-cycle-back.ts`,
      'import type { planted } from "./planted-cycle";\nexport type Planted = typeof planted;\n',
    );
  }
}

async function findImportViolations(scratch) {
  const { violations } = await runCruiser(scratch);
  return violations.map((violation) => ({ from: violation.from, to: violation.to, rule: violation.rule.name }));
}

async function checkImports(scratch) {
  const cases = Object.entries(refusedImports).flatMap(([rule, edges]) => edges.map((edge) => ({ rule, edge })));
  for (const { edge } of cases) plantImport(scratch, edge);
  for (const edge of allowedImports) plantImport(scratch, edge);
  const violations = await findImportViolations(scratch);
  const missed = cases
    .filter(
      ({ rule, edge }) =>
        !violations.some((found) => found.rule === rule && (found.from === edge[0] || found.to === edge[0])),
    )
    .map(({ rule, edge }) => `${rule} did not refuse ${edge[0]} → ${edge[1]}`);
  const untested = rules.forbidden
    .filter(({ name }) => !(name in refusedImports))
    .map(({ name }) => `${name} has no planted violation`);
  const overeager = allowedImports.flatMap(([from, to]) =>
    violations.filter((found) => found.from === from).map((found) => `${found.rule} refused ${from} → ${to}`),
  );
  return { count: cases.length + allowedImports.length, problems: [...missed, ...untested, ...overeager] };
}

async function checkCode(scratch) {
  for (const { path, code } of refusedCode) plant(scratch, path, code);
  const eslint = new ESLint({ cwd: scratch, overrideConfigFile: join(root, "eslint.config.mjs") });
  const results = await eslint.lintFiles(refusedCode.map(({ path }) => path));
  const found = new Map(results.map(({ filePath, messages }) => [filePath, messages.map(({ ruleId }) => ruleId)]));
  const problems = refusedCode
    .filter(({ rule, path }) => !found.get(join(scratch, path))?.includes(rule))
    .map(({ rule, path }) => `${rule} did not refuse ${path} (reported: ${String(found.get(join(scratch, path)))})`);
  return { count: refusedCode.length, problems };
}

const importTree = createScratchTree();
const codeTree = createScratchTree();
try {
  const [imports, code] = await Promise.all([checkImports(importTree), checkCode(codeTree)]);
  const problems = [...imports.problems, ...code.problems];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(`${imports.count + code.count} planted cases, ${problems.length} not as expected\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(importTree, { recursive: true, force: true });
  rmSync(codeTree, { recursive: true, force: true });
}
