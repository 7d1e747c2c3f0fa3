import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");

/** Imports a TypeScript module of this repository into a plain Node script. */
export async function importTypescript(path) {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "import-"));
  const outfile = join(folder, "module.mjs");
  try {
    await build({
      entryPoints: [join(root, path)],
      outfile,
      bundle: true,
      packages: "external",
      alias: { "@": root },
      platform: "node",
      target: "node20",
      format: "esm",
      logLevel: "silent",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
