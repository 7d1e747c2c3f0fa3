import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), isReady: lines[7] === "ready" };
}

/** Whether that process is alive and a Postgres: after a reboot its number may belong to anything. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return (await readCommand(pid)).includes("postgres");
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (/\) [ZX] /.test(state)) return false;
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => "");
  return executable.includes("postgres") || state.includes("(postgres)");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readCommand(pid: number): Promise<string> {
  return new Promise((resolve) => {
    execFile("ps", ["-o", "command=", "-p", String(pid)], (_error, stdout) => {
      resolve(stdout);
    });
  });
}

const stopStages = [
  { signal: "SIGINT", waitMs: 20_000 },
  { signal: "SIGQUIT", waitMs: 5_000 },
  { signal: "SIGKILL", waitMs: 2_000 },
] as const;

/** Stops a server: a fast shutdown, and ruder ones only when that takes too long. Safe at any moment. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const { signal, waitMs } of stopStages) {
    if (!(await isPostgres(pid))) return;
    process.kill(pid, signal);
    const endsAt = Date.now() + waitMs;
    while (Date.now() < endsAt) {
      if (!(await isPostgres(pid))) return;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
