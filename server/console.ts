import type { IncomingMessage, ServerResponse } from "node:http";
import next from "next";
import { checkDatabase } from "@/lib/runtime/check-database";
import { getEnv } from "@/lib/runtime/env";
import { startRecorder } from "@/lib/runtime/recorder";
import { describePortProblem } from "./check-port";
import { createPublicServer, drainServer } from "./create-public-server";
import { followSupervisor, tellSupervisor } from "./messages";
import { createHealthServer } from "./serve-health";
import { replaceForwardedHeaders } from "./forwarded-headers";

const drainDeadlineMs = 3_000;
const recorderDeadlineMs = 5_000;

/** Next re-encodes URLs before route handlers see them, and fails on bad percent-encoding. `false` for the latter. */
function keepRawTarget(request: IncomingMessage): boolean {
  const target = request.url ?? "/";
  request.headers["x-diffract-target"] = target;
  try {
    decodeURIComponent(target.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** The console process: Next, on a loopback port of its own, or alone on the public one as a complete product. */
async function main(isAlone: boolean, isDev: boolean): Promise<void> {
  const env = getEnv();
  const host = isAlone ? env.HOST : "127.0.0.1";
  const app = next({ dev: isDev, dir: process.cwd(), hostname: host, port: isAlone ? env.PORT : 0 });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  const state = { isDraining: false };
  const recorder = isAlone ? startRecorder() : null;
  const serveHealth = createHealthServer({
    isDraining: () => state.isDraining,
    isConsoleUp: () => true,
    isDatabaseUp: checkDatabase,
  });
  const server = createPublicServer((request: IncomingMessage, response: ServerResponse) => {
    if (serveHealth(request, response)) return;
    if (isAlone) replaceForwardedHeaders(request);
    if (!keepRawTarget(request)) {
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { code: "invalid_path", message: "The request path is not valid." } }));
      return;
    }
    handle(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    upgrade(request, socket, head).catch(() => socket.destroy());
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    tellSupervisor({ type: "failed", message: describePortProblem(host, env.PORT, error) });
    process.exit(1);
  });
  followSupervisor(async () => {
    state.isDraining = true;
    await drainServer(server, drainDeadlineMs);
    await recorder?.close(recorderDeadlineMs);
    await app.close();
  });
  server.listen(isAlone ? env.PORT : 0, host, () => {
    const address = server.address();
    tellSupervisor({ type: "ready", port: typeof address === "object" && address ? address.port : 0 });
  });
}

main(process.argv.includes("--alone"), process.argv.includes("--dev")).catch((error: unknown) => {
  tellSupervisor({ type: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
});
