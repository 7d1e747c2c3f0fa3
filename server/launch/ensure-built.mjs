import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { runStep, StepError } from "./run-step.mjs";

const everywhere = ["package-lock.json", "tsconfig.json"];
const modules = ["lib", "prisma/schema.prisma"];

/** Programs in `dist`, and the files that they begin in. */
const entries = {
  supervisor: "server/supervisor.ts",
  gateway: "server/gateway.ts",
  console: "server/console.ts",
  recorder: "server/recorder.ts",
  "token-counter": "server/token-counter.ts",
  demo: "server/demo.ts",
  reprice: "server/reprice.ts",
  "test-tempo": "server/test-tempo.ts",
  bench: "bench/main.ts",
};

/** What is built, from which sources, and what must exist afterwards. */
const pieces = {
  client: {
    title: "Generating the database client",
    sources: ["package-lock.json", "prisma/schema.prisma", "prisma.config.ts"],
    product: "lib/db/generated/client.ts",
    build: generateClient,
  },
  bundles: {
    title: "Building the server",
    sources: [...everywhere, ...modules, "server", "bench"],
    product: "dist/supervisor.mjs",
    build: bundleServer,
  },
  pages: {
    title: "Building the pages",
    sources: [...everywhere, ...modules, "app", "components", "public", "next.config.mjs", "postcss.config.mjs"],
    product: ".next/BUILD_ID",
    build: buildPages,
  },
};

/** Builds those of the named pieces whose sources changed since they were built. */
export async function ensureBuilt(root, names) {
  const stampFile = join(root, "dist", "stamps.json");
  const stamps = readStamps(stampFile);
  for (const name of names) {
    const { title, sources, product, build } = pieces[name];
    const hash = hashSources(root, sources);
    if (stamps[name] === hash && existsSync(join(root, product))) continue;
    await build(root, title);
    stamps[name] = hash;
    mkdirSync(join(root, "dist"), { recursive: true });
    writeFileSync(stampFile, `${JSON.stringify(stamps, null, 2)}\n`);
  }
}

async function generateClient(root, title) {
  const cli = createRequire(join(root, "package.json")).resolve("prisma/build/index.js");
  // Any existing file will do: generating needs no engine, and without this Prisma would download one.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  await runStep(title, { command: process.execPath, args: [cli, "generate"], cwd: root, env });
}

async function bundleServer(root, title) {
  const startedAt = Date.now();
  const { build } = await import("esbuild");
  for (const name of listFiles(join(root, "dist")).filter((file) => /\.mjs(\.map)?$/.test(file))) {
    rmSync(join(root, "dist", name));
  }
  try {
    await build(readBuildOptions(root));
  } catch (error) {
    throw new StepError(`${error.message}\n\n${title} failed.`);
  }
  process.stdout.write(`${title} … ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function readBuildOptions(root) {
  const entryPoints = Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, join(root, file)])
      .filter(([, file]) => existsSync(file)),
  );
  return {
    entryPoints,
    outdir: join(root, "dist"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": root },
    sourcemap: true,
    logLevel: "silent",
  };
}

/** Builds the server again whenever a source changes, for `npm run dev`. */
export async function watchServer(root, onBuilt) {
  const { context } = await import("esbuild");
  let isFirst = true;
  const plugin = {
    name: "tell",
    setup: ({ onEnd }) => {
      onEnd(({ errors }) => {
        if (errors.length > 0) for (const { text, location } of errors) tellError(text, location);
        else if (!isFirst) onBuilt();
        isFirst = false;
      });
    },
  };
  const watching = await context({ ...readBuildOptions(root), plugins: [plugin] });
  await watching.watch();
}

function tellError(text, location) {
  process.stderr.write(`${location ? `${location.file}:${location.line}: ` : ""}${text}\n`);
}

async function buildPages(root, title) {
  const next = createRequire(join(root, "package.json")).resolve("next/dist/bin/next");
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await runStep(title, { command: process.execPath, args: [next, "build"], cwd: root, env });
}

function readStamps(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function hashSources(root, sources) {
  const hash = createHash("sha256").update(`node ${process.versions.modules} ${process.platform} ${process.arch}`);
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    for (const file of statSync(path).isDirectory() ? listFiles(path) : [""]) {
      if (isIgnored(join(source, file))) continue;
      hash.update(`\0${source}/${file}\0`).update(readFileSync(join(path, file)));
    }
  }
  return hash.digest("hex");
}

/** Tests do not go into any build, and the generated client follows from the schema. */
function isIgnored(path) {
  return /\.test\.tsx?$/.test(path) || /(^|[\\/])(generated|testing|__fixtures__|launch)[\\/]/.test(path);
}

function listFiles(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(directory.length + 1))
    .sort();
}
