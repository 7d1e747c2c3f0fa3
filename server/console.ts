import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import next from "next";
import { AppError } from "@/lib/core/errors";
import { findMissingOfDatabase } from "@/lib/runtime/check-database";
import { getEnv } from "@/lib/runtime/env";
import { startRecorder } from "@/lib/runtime/recorder";
import { startRetention } from "@/lib/runtime/retention";
import { getSystemProcesses, setSystemProcesses } from "@/lib/runtime/system";
import { startVitals } from "@/lib/runtime/vitals";
import { isStrangePath, strangePath } from "./check-request";
import { describePortProblem } from "./check-port";
import { createGatewayHandler } from "@/lib/runtime/gateway-handler";
import { createPublicServer, drainServer } from "./create-public-server";
import { createRefusers, refusePlainly, type Refusers } from "./create-refusers";
import { buildPlainRefusal } from "./refusals";
import { drainTimes } from "./drain-times";
import { followSupervisor, tellSupervisor, tellVitals } from "./messages";
import { createHealthServer } from "./serve-health";
import { replaceForwardedHeaders } from "./forwarded-headers";
import { restoreHeaders } from "./restore-headers";

const pagesMs = 3_000;

/** Behind the gateway process nothing here is a call; alone, calls are refused as the gateway refuses them. */
function chooseRefusers(isAlone: boolean): Refusers {
  // Next reads bodies in its own way, and cannot be told that one broke.
  const failBody = (): boolean => false;
  if (isAlone) return { ...createRefusers(createGatewayHandler()), failBody };
  return {
    failBody,
    isGatewayPath: () => false,
    refuse: refusePlainly,
    refuseBroken: (_head, error) => Promise.resolve(buildPlainRefusal(error)),
  };
}

/** Next re-encodes addresses, and its headers lose case and order, which upstream must get as the client sent them. */
function keepAsSent(request: IncomingMessage, response: ServerResponse, isCall: boolean): void {
  request.headers["x-diffract-target"] = request.url ?? "/";
  if (!isCall) return;
  request.headers["x-diffract-headers"] = encodeURIComponent(JSON.stringify(request.rawHeaders));
  restoreHeaders(response);
}

/** The console process: Next, on a loopback port of its own, or alone on the public one as a complete product. */
async function main(isAlone: boolean, isDev: boolean): Promise<void> {
  const env = getEnv();
  const [host, port] = isAlone ? [env.HOST, env.PORT] : ["127.0.0.1", 0];
  const app = next({ dev: isDev, dir: process.cwd(), hostname: host, port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  const state = { isDraining: false };
  const recorder = isAlone ? startRecorder() : null;
  const serveHealth = createHealthServer({
    isDraining: () => state.isDraining,
    isConsoleUp: () => true,
    findMissingOfDatabase,
    listProcesses: getSystemProcesses,
  });
  tellVitals(startVitals("console", isAlone));
  const retention = startRetention();
  const refusers = chooseRefusers(isAlone);
  const server = createPublicServer({
    ...refusers,
    handle: (request: IncomingMessage, response: ServerResponse) => {
      if (serveHealth(request, response)) return;
      if (isAlone) replaceForwardedHeaders(request);
      const target = request.url ?? "/";
      if (isStrangePath(target, refusers.isGatewayPath)) {
        refusers.refuse(request, response, new AppError("invalid_path", strangePath));
        return;
      }
      if (request.headers.expect !== undefined) response.writeContinue();
      keepAsSent(request, response, refusers.isGatewayPath(target));
      handle(request, response).catch(() => response.destroy());
    },
  });
  if (isDev) {
    server.on("upgrade", (request, socket, head) => {
      upgrade(request, socket, head).catch(() => socket.destroy());
    });
  }
  server.once("error", (error: NodeJS.ErrnoException) => {
    tellSupervisor({ type: "failed", message: describePortProblem(host, env.PORT, error) });
    process.exit(1);
  });
  followSupervisor(
    async (isHurried) => {
      state.isDraining = true;
      if (isAlone && !isHurried) await delay(drainTimes.noticeMs);
      // Pages end soon; alone, calls get the whole time.
      const finishMs = isAlone ? env.DIFFRACT_DRAIN_SECONDS * 1000 : pagesMs;
      await drainServer(server, { finishMs });
      await Promise.all([recorder?.close(drainTimes.recorderMs), retention.close()]);
      await app.close();
    },
    { onSystem: setSystemProcesses },
  );
  server.listen(port, host, () => {
    const address = server.address();
    tellSupervisor({ type: "ready", port: typeof address === "object" && address ? address.port : 0 });
  });
}

main(process.argv.includes("--alone"), process.argv.includes("--dev")).catch((error: unknown) => {
  tellSupervisor({ type: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
});
