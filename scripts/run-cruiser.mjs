import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const folders = ["app", "bench", "components", "e2e", "lib", "server"];

/** Applies .dependency-cruiser.cjs to a tree; the answer is dependency-cruiser's own summary with the list of modules. */
export async function runCruiser(tree) {
  const present = folders.filter((folder) => existsSync(join(tree, folder)));
  const options = [...present, "--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json"];
  const text = await new Promise((done, fail) => {
    execFile(process.execPath, [cruiser, ...options], { cwd: tree, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (stdout.startsWith("{")) done(stdout);
      else fail(new Error(stderr || String(error)));
    });
  });
  const { summary, modules } = JSON.parse(text);
  return { violations: summary.violations, modules: modules.map(({ source }) => source) };
}
