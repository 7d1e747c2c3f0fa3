/** Import rules, and proof that modules were really looked at: with an unsupported TypeScript the cruiser passes on nothing. */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCruiser } from "./run-cruiser.mjs";

const root = resolve(import.meta.dirname, "..");

function countSourceFiles(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return entries.filter(
    (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes("generated"),
  ).length;
}

const { modules, violations } = await runCruiser(root);
const cruised = modules.filter((source) => /^(app|components|lib|server)\/.*\.tsx?$/.test(source)).length;
const expected = ["app", "components", "lib", "server"].reduce((sum, folder) => sum + countSourceFiles(folder), 0);
for (const { rule, from, to } of violations) process.stderr.write(`${rule.name}: ${from} → ${to}\n`);
if (cruised === 0 || cruised < expected) {
  process.stderr.write(`Only ${cruised} of ${expected} source files were cruised, so the rules say nothing.\n`);
}
process.stdout.write(`${cruised} modules, ${violations.length} violations\n`);
process.exitCode = violations.length === 0 && cruised > 0 && cruised >= expected ? 0 : 1;
