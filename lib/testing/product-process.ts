/** The product as a process, started as `npm start` starts it. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { inheritEnv } from "@/lib/config/read-env";

const root = join(import.meta.dirname, "..", "..");

/** Below the ports that systems give to outgoing connections: nobody is handed it between now and its use. */
const firstPort = 12_000;
const lastPort = 30_000;

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** A port of loopback that nobody listens on now. @throws Error when there seems to be none */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (await canListen(port)) return port;
  }
  throw new Error("No free port was found.");
}

/** A zombie whose new parent has not looked yet is as good as gone. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Asks until the answer is yes. @throws Error naming `what` when it takes too long */
export async function waitFor(
  check: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 20_000,
): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > endsAt) throw new Error(`Timeout: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** `npm start` without npm: what it says, and the code with which it ends. */
export class Product {
  said = "";
  readonly exited: Promise<number | null>;
  readonly child: ChildProcess;

  constructor(directory: string, port: number, command = "start", extra: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [join(root, "server", "launch.mjs"), command], {
      cwd: root,
      env: inheritEnv({
        PORT: String(port),
        DIFFRACT_DATA_DIR: directory,
        DATABASE_URL: "",
        HOST: "127.0.0.1",
        ...extra,
      }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.said += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.said += chunk.toString()));
    this.exited = new Promise((resolve) => this.child.once("exit", resolve));
  }

  async waitUntilReady(): Promise<void> {
    await waitFor(
      () => {
        if (this.child.exitCode !== null) throw new Error(`It ended with code ${this.child.exitCode}:\n${this.said}`);
        return this.said.includes("Ctrl-C stops everything.");
      },
      "the banner",
      60_000,
    );
  }

  async listChildren(): Promise<number[]> {
    const pid = this.child.pid ?? 0;
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
    return text.split(" ").filter(Boolean).map(Number);
  }

  /** @param signal `SIGTERM` waits until those in front have noticed; Ctrl-C does not */
  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}
