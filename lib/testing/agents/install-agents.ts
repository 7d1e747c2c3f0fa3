import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentPrograms } from "./agent-programs";
import { runProgram } from "./run-program";

/** Kept from run to run: the programs are large. */
const folder = join(tmpdir(), "diffract-agent-programs");

function splitPackage(specifier: string): { name: string; version: string } {
  const at = specifier.lastIndexOf("@");
  return { name: specifier.slice(0, at), version: specifier.slice(at + 1) };
}

async function runChecked(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output, errors } = await runProgram({ command, args, cwd, env: {}, limitMs: 600_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${String(code)}:\n${output}${errors}`);
}

/** Installs the coding agents into a folder of the system's temporary directory, once. Returns where their commands are. */
export async function installAgents(): Promise<string> {
  const commands = join(folder, "node_modules", ".bin");
  const specifiers = [...new Set(agentPrograms.map((program) => program.package))].sort();
  const stamp = join(folder, `installed-${specifiers.join("-").replaceAll(/[^a-z0-9.-]/g, "_")}`);
  if (existsSync(stamp)) return commands;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private":true}');
  await runChecked("npm", ["install", "--no-fund", "--no-audit", "--no-save", ...specifiers], folder);
  for (const program of agentPrograms) {
    if (program.afterInstall === null) continue;
    const at = join(folder, "node_modules", splitPackage(program.package).name);
    await runChecked(process.execPath, [program.afterInstall], at);
  }
  await writeFile(stamp, "");
  return commands;
}
