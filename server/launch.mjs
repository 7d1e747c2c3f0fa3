/** Plain Node and nothing else: works before anything is installed, and says so when Node is too old. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Diffract needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const { runCommand } = await import("./launch/run-command.mjs");
await runCommand(root, process.argv[2] ?? "start", process.argv.slice(3));
