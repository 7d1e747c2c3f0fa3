import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runStep } from "./run-step.mjs";

/** `npm ci` unless `node_modules` is what the lock file says, whoever installed it. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // Building needs the development dependencies, also where NODE_ENV is production.
  const args = [...first, "ci", "--include=dev", "--include=optional", "--no-fund", "--no-audit"];
  await runStep("Installing dependencies", { command, args, cwd: root });
}

/** npm keeps what it installed in `node_modules/.package-lock.json`, written last. */
function isInstalled(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present || !existsSync(join(root, "node_modules", "esbuild"))) return false;
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === "") continue;
    if (present[path] ? present[path].version !== version : !optional) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}
