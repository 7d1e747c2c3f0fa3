import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, watchServer } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runTests } from "./run-tests.mjs";
import { StepError } from "./run-step.mjs";

/** What each command needs built before it runs. */
const commands = {
  start: { pieces: ["client", "bundles", "pages"], run: supervise("start") },
  next: { pieces: ["client", "bundles", "pages"], run: supervise("next") },
  dev: { pieces: ["client", "bundles"], run: supervise("dev") },
  build: { pieces: ["client", "bundles", "pages"], run: () => 0 },
  demo: { pieces: ["client", "bundles"], run: runBundle("demo") },
  reprice: { pieces: ["client", "bundles"], run: runBundle("reprice") },
  bench: { pieces: ["client", "bundles", "pages"], run: runBundle("bench") },
  test: { pieces: ["client", "bundles", "pages"], run: runTests },
  oracle: { pieces: ["client", "bundles", "pages"], run: runOracle },
  "test-clients": { pieces: ["client", "bundles", "pages"], run: runAgentTests },
  "test-tempo": { pieces: ["client", "bundles"], run: runBundle("test-tempo") },
  verify: { pieces: ["client"], run: (root, args) => runNode(root, join(root, "scripts", "verify.mjs"), args) },
  docs: {
    pieces: ["client"],
    run: (root, args) => runNode(root, join(root, "scripts", "write-documentation.mjs"), args),
  },
};

/** Installs and builds what is missing or stale, then runs the command in this terminal. */
export async function runCommand(root, name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(`There is no command "${name}". Known: ${Object.keys(commands).join(", ")}.\n`);
    process.exitCode = 1;
    return;
  }
  try {
    await ensureInstalled(root);
    await ensureBuilt(root, command.pieces);
    process.exitCode = await command.run(root, args);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** In this process: one process less to start, to signal and to find in a list. */
function supervise(mode) {
  return async (root) => {
    const { runSupervisor } = await import(pathToFileURL(join(root, "dist", "supervisor.mjs")).href);
    const onStarted = (restartGateway) => {
      if (mode === "dev")
        watchServer(root, restartGateway).catch((error) => process.stderr.write(`${error.message}\n`));
    };
    const code = await runSupervisor({ mode, root, onStarted });
    // Nothing of ours runs any more; watchers and timers need not be asked.
    process.exit(code);
  };
}

/** Coding agents, downloaded on first use, against the demo provider: too large and too slow for `npm test`. */
function runAgentTests(root, args) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return runNode(root, vitest, ["run", "--project", "agents", ...args]);
}

/** Bundled for this run, beside the tests' own files, because it finds the product from where it is. */
async function runOracle(root, args) {
  const { build } = await import("esbuild");
  const outfile = join(root, "lib", "testing", "oracle.generated.mjs");
  const entry = join(root, "lib", "testing", "oracle", "main.ts");
  const how = { bundle: true, platform: "node", format: "esm", target: "node20", packages: "external" };
  await build({ entryPoints: [entry], outfile, alias: { "@": root }, logLevel: "error", ...how });
  try {
    return await runNode(root, outfile, args);
  } finally {
    rmSync(outfile, { force: true });
  }
}

function runBundle(name) {
  return (root, args) => runNode(root, join(root, "dist", `${name}.mjs`), args);
}

async function runNode(root, file, args) {
  if (!existsSync(file)) throw new StepError(`${file} does not exist.`);
  const child = spawn(process.execPath, ["--enable-source-maps", file, ...args], { cwd: root, stdio: "inherit" });
  // Ctrl-C reaches the child by itself; a signal to us alone is passed on.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
