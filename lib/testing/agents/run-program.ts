import { spawn } from "node:child_process";
import { inheritEnv } from "@/lib/config/read-env";

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

export interface ProgramResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end, without a terminal; `code` is `null` when it took too long. */
export function runProgram({ command, args, cwd, env, limitMs }: ProgramRun): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const child = spawn(command, args, { cwd, env: inheritEnv(env), stdio: [...stdio], timeout: limitMs });
    const said = { output: "", errors: "" };
    child.stdout.on("data", (chunk: Buffer) => (said.output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said.errors += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, ...said });
    });
  });
}
