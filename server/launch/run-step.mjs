import { spawn } from "node:child_process";

/** A step that failed, with what it said: shown without our stack trace. */
export class StepError extends Error {}

/** Runs a command quietly under a title; its output is shown only when it fails. */
export async function runStep(title, { command, args, cwd, env }) {
  const startedAt = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  process.stdout.write(`${title} …${isTerminal ? "" : "\n"}`);
  const { code, output } = await capture(command, args, { cwd, env: { ...process.env, ...env } });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (code === 0) {
    if (isTerminal) process.stdout.write(`\r${title} … ${seconds} s\n`);
    return;
  }
  if (isTerminal) process.stdout.write("\n");
  throw new StepError(`${output.trimEnd()}\n\n${title} failed (${[command, ...args].join(" ")}).`);
}

function capture(command, args, options) {
  return new Promise((resolve) => {
    const isScript = process.platform === "win32" && !command.endsWith(".exe");
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], shell: isScript });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => resolve({ code: 1, output: `Cannot run ${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ code, output: Buffer.concat(output).toString("utf8") }));
  });
}
