import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, pinToCore } from "./processes";

/** Another proxy or gateway in front of the same upstream, on the measured core. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** What its requests carry besides. */
  readonly headers: readonly string[];
}

const portkeyPackage = "@portkey-ai/gateway@1.15.2";

function hasCommand(command: string): boolean {
  try {
    execFileSync(command, ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** One process without access log, which streams as the others do. Temporary files stay in its own folder. */
function writeNginxConfig(folder: string, port: number, upstreamPort: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${kind};`);
  const path = join(folder, "nginx.conf");
  const config = `daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off; client_max_body_size 64m; client_body_buffer_size 1m; ${temporary.join(" ")}
  upstream bench { server 127.0.0.1:${upstreamPort}; keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 100000000;
    location / { proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
`;
  writeFileSync(path, config);
  return path;
}

async function startNginx(upstreamPort: number): Promise<Peer | string> {
  if (!hasCommand("nginx")) return "nginx is not installed here, so it is not compared.";
  const folder = mkdtempSync(join(tmpdir(), "diffract-bench-nginx-"));
  const port = await findFreePort();
  const config = writeNginxConfig(folder, port, upstreamPort);
  const child = spawn("nginx", ["-p", folder, "-c", config, "-e", "stderr"], { stdio: "ignore" });
  return { name: "nginx", port, child, headers: [] };
}

/** Downloaded on first use into the system's temporary directory, and kept there. */
function installPortkey(): string {
  const folder = join(tmpdir(), "diffract-bench-portkey");
  const entry = join(folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
  if (existsSync(entry)) return entry;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  execFileSync("npm", ["install", "--no-fund", "--no-audit", "--no-save", portkeyPackage], {
    cwd: folder,
    stdio: "ignore",
  });
  return entry;
}

async function startPortkey(upstreamPort: number): Promise<Peer | string> {
  const name = "Portkey gateway";
  try {
    const port = await findFreePort();
    const child = spawn(process.execPath, [installPortkey(), "--headless", `--port=${port}`], { stdio: "ignore" });
    const headers = ["x-portkey-provider: openai", `x-portkey-custom-host: http://127.0.0.1:${upstreamPort}/v1`];
    return { name, port, child, headers };
  } catch {
    return `${portkeyPackage} could not be installed, so it is not compared.`;
  }
}

/** Starts what there is to compare with; says of the rest why it is missing. */
export async function startPeers(
  upstreamPort: number,
  core: number,
): Promise<{ readonly peers: readonly Peer[]; readonly missing: readonly string[] }> {
  const started = [await startNginx(upstreamPort), await startPortkey(upstreamPort)];
  const peers = started.filter((one) => typeof one !== "string");
  for (const { child } of peers) if (child.pid !== undefined) pinToCore(child.pid, core);
  return { peers, missing: started.filter((one) => typeof one === "string") };
}
