/**
 * Writes the tables that are derived from code between their markers; `--check` only compares, and also looks for paths in
 * the documents that do not exist.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { buildDocuments, buildTables } from "./documentation-tables.mjs";
import { findBrokenReferences } from "./find-broken-references.mjs";

const root = resolve(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");

async function fill(document, name, table) {
  const path = join(root, document);
  if (!existsSync(path)) return [`${document} does not exist, but has the generated table "${name}"`];
  const before = readFileSync(path, "utf8");
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [start, end] = [before.indexOf(open), before.indexOf(close)];
  if (start < 0 || end < start) return [`${document} lacks the markers ${open} … ${close}`];
  const filled = `${before.slice(0, start + open.length)}\n\n${table}\n\n${before.slice(end)}`;
  const after = await format(filled, { parser: "markdown", printWidth: 120 });
  if (after === before) return [];
  if (isCheck) return [`${document}: the table "${name}" is out of date; run npm run docs`];
  writeFileSync(path, after);
  process.stdout.write(`Wrote the table "${name}" in ${document}\n`);
  return [];
}

function keep({ document, text }) {
  const path = join(root, document);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return [];
  if (isCheck) return [`${document} is out of date; run npm run docs`];
  writeFileSync(path, text);
  process.stdout.write(`Wrote ${document}\n`);
  return [];
}

const problems = (await buildDocuments()).flatMap(keep);
for (const { document, name, table } of await buildTables()) problems.push(...(await fill(document, name, table)));
problems.push(...findBrokenReferences(root));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
