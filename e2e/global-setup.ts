import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminEmail, adminPassword, adminToken } from "./product";

const root = join(import.meta.dirname, "..");
const startTimeoutMs = 120_000;

/** Starts the product as `npm start` does, with a data directory of its own, and stops it after the last test. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "diffract-e2e-"));
  const child = spawn(process.execPath, [join(root, "server", "launch.mjs"), "start"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: process.env["E2E_PORT"],
      HOST: "127.0.0.1",
      DIFFRACT_DATA_DIR: directory,
      DIFFRACT_ADMIN_EMAIL: adminEmail,
      DIFFRACT_ADMIN_PASSWORD: adminPassword,
      DIFFRACT_ADMIN_TOKEN: adminToken,
    },
  });
  const banner = await waitForBanner(child);
  process.env["E2E_TOKEN"] = /dfr_[A-Za-z0-9]{12}_[A-Za-z0-9]+/.exec(banner)?.[0] ?? "";
  process.env["E2E_DATA_DIR"] = directory;
  return async () => {
    const code = await stop(child);
    await rm(directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The product ended with code ${code ?? "none"} instead of 0.`);
  };
}

async function waitForBanner(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`The product did not start (${why}):\n${said}`));
    };
    const timer = setTimeout(() => {
      fail("timeout");
    }, startTimeoutMs);
    const onExit = (code: number | null): void => {
      fail(`code ${code ?? "none"}`);
    };
    child.once("exit", onExit);
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes("Ctrl-C stops everything.")) return;
      clearTimeout(timer);
      // Only this one: what the product says while it stops comes here too, and then somebody else waits for its exit.
      child.off("exit", onExit);
      resolve(said);
    });
  });
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return exited;
}
