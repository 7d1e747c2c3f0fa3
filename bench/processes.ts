import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { cpus } from "node:os";

/** Linux counts CPU time in hundredths of a second on every platform that Node supports. */
const ticksPerSecond = 100;

function tryRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether processes can be kept on chosen cores here. */
export const canPin = cpus().length > 1 && tryRun("taskset", ["--version"]);

/** Keeps a process with all its threads on one core, or changes nothing where that is not possible. */
export function pinToCore(pid: number, core: number): void {
  if (canPin) tryRun("taskset", ["-a", "-c", "-p", String(core), String(pid)]);
}

/** A port that is free now. */
export function findFreePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        done(port);
      });
    });
  });
}

/** Starts this same program in another role. */
export function startRole(role: string, args: readonly string[], core: number): ChildProcess {
  const child = spawn(process.execPath, [process.argv[1] ?? "", role, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (child.pid !== undefined) pinToCore(child.pid, core);
  return child;
}

function readStat(pid: number, file = `/proc/${pid}/stat`): string[] | null {
  try {
    const text = readFileSync(file, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

function toCpuSeconds(stat: readonly string[] | null): number | null {
  return stat === null ? null : (Number(stat[11]) + Number(stat[12])) / ticksPerSecond;
}

/** CPU seconds that a process with all its threads has used, or `null` where that is not told. */
export function readCpuSeconds(pid: number): number | null {
  return toCpuSeconds(readStat(pid));
}

/** CPU seconds that its first thread has used, which in Node runs the event loop. */
export function readThreadSeconds(pid: number): number | null {
  return toCpuSeconds(readStat(pid, `/proc/${pid}/task/${pid}/stat`));
}

/** Resident memory of a process in MiB, or `null` where that is not told. */
export function readResidentMiB(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

/** Seconds that a core has worked and rested since the machine started, or `null` where that is not told. */
export function readCoreSeconds(core: number): { readonly busy: number; readonly idle: number } | null {
  try {
    const line = new RegExp(`^cpu${core} (.*)$`, "m").exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "";
    const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...interrupts] = line.split(" ").map(Number);
    const busy = user + nice + system + interrupts.slice(0, 3).reduce((sum, ticks) => sum + ticks, 0);
    return { busy: busy / ticksPerSecond, idle: (idle + waiting) / ticksPerSecond };
  } catch {
    return null;
  }
}

/** Every process below one, by id, with its command line. */
export function listDescendants(pid: number): { readonly pid: number; readonly command: string }[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat !== null) parents.set(Number(name), Number(stat[1]));
  }
  const isBelow = (each: number): boolean => {
    const parent = parents.get(each);
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).map((each) => ({ pid: each, command: readCommand(each) }));
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** Asks a child to stop and waits until it has. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await gone;
}
