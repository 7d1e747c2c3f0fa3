import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inheritEnv } from "@/lib/config/read-env";
import { findFreePort, listDescendants, pinToCore, stopProcess } from "./processes";

const readyTimeoutMs = 120_000;
const recordedTimeoutMs = 300_000;

/** The real product, started as `npm start` starts it, with a data directory of its own. */
export interface Product {
  readonly port: number;
  readonly child: ChildProcess;
  readonly gatewayPid: number;
  /** A token of a project that uses the benchmark's upstream, with the policies of the worked example or without any. */
  readonly createToken: (name: string, hasPolicies: boolean) => Promise<string>;
  /** Resolves when that call is stored in Postgres. */
  readonly waitUntilRecorded: (callId: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Api {
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body: object) => Promise<{ readonly id: string; readonly token?: string }>;
}

function createApi(port: number, adminToken: string): Api {
  const base = `http://127.0.0.1:${port}/api/v1`;
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  return {
    get: (path) => fetch(base + path, { headers }),
    async post(path, body) {
      const response = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST ${path} was answered with ${response.status}: ${text}`);
      return JSON.parse(text) as { id: string; token?: string };
    },
  };
}

async function waitUntilReady(port: number, child: ChildProcess): Promise<void> {
  const until = performance.now() + readyTimeoutMs;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`The product ended with code ${child.exitCode} before it was ready.`);
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (response?.ok === true) return;
    await sleep(200);
  }
  throw new Error("The product was not ready in time.");
}

/** The gateway gets the measured core for itself; database and console go where the load comes from. */
function pinProduct(rootPid: number, gatewayCore: number, otherCore: number): number {
  const processes = listDescendants(rootPid);
  const gateway = processes.find(({ command }) => /\bgateway\.mjs\b/.test(command));
  if (gateway === undefined) throw new Error("The gateway process was not found below the supervisor.");
  for (const { pid } of processes) pinToCore(pid, pid === gateway.pid ? gatewayCore : otherCore);
  pinToCore(rootPid, otherCore);
  return gateway.pid;
}

function createTokens(api: Api, upstreamUrl: string): Product["createToken"] {
  return async (name, hasPolicies) => {
    const { data } = (await (await api.get("/projects")).json()) as {
      data: { policies: (string | { id: string })[] }[];
    };
    const policies = (data[0]?.policies ?? []).map((policy) => (typeof policy === "string" ? policy : policy.id));
    if (hasPolicies && policies.length < 2) throw new Error("The first project has no policies to measure with.");
    const project = await api.post("/projects", {
      name,
      upstreams: [{ dialect: "openai", provider: "openai", base_url: upstreamUrl }],
      policies: hasPolicies ? policies : [],
    });
    const { token } = await api.post("/tokens", { project_id: project.id, name });
    if (token === undefined) throw new Error("The new token was not returned.");
    return token;
  };
}

/** @param root the repository */
export async function startProduct(
  root: string,
  upstreamUrl: string,
  cores: readonly [number, number],
): Promise<Product> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "diffract-bench-"));
  const port = await findFreePort();
  const env = inheritEnv({
    PORT: String(port),
    HOST: "127.0.0.1",
    DIFFRACT_DATA_DIR: dataDirectory,
    DATABASE_URL: "",
    OPENAI_API_KEY: "",
    ANTHROPIC_API_KEY: "",
  });
  const child = spawn(process.execPath, [join(root, "server/launch.mjs"), "start"], {
    cwd: root,
    env,
    stdio: "ignore",
  });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(port, child);
    const api = createApi(port, readFileSync(join(dataDirectory, "admin-token"), "utf8").trim());
    const gatewayPid = pinProduct(child.pid ?? 0, ...cores);
    const waitUntilRecorded = async (callId: string): Promise<void> => {
      const until = performance.now() + recordedTimeoutMs;
      while (performance.now() < until) {
        const response = await api.get(`/calls/${callId}`);
        await response.arrayBuffer();
        if (response.ok) return;
        await sleep(50);
      }
      throw new Error(`Call ${callId} was not recorded in time.`);
    };
    return { port, child, gatewayPid, createToken: createTokens(api, upstreamUrl), waitUntilRecorded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
