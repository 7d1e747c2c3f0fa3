import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { findMissingOfDatabase } from "@/lib/runtime/check-database";
import { getEnv } from "@/lib/runtime/env";
import { createGatewayHandler } from "@/lib/runtime/gateway-handler";
import { startRecorder } from "@/lib/runtime/recorder";
import { getSystemProcesses, setSystemProcesses } from "@/lib/runtime/system";
import { startVitals } from "@/lib/runtime/vitals";
import { describePortProblem } from "./check-port";
import { createConsoleProxy } from "./console-proxy";
import { createPublicServer, drainServer } from "./create-public-server";
import { createRefusers } from "./create-refusers";
import { drainTimes } from "./drain-times";
import { followSupervisor, tellSupervisor, tellVitals } from "./messages";
import { printError } from "./print";
import { createHealthServer } from "./serve-health";

const consoleGraceMs = 300;

/** The gateway process: one port for everything, calls served here and the rest handed to the console. */
function main(isDev: boolean): void {
  const { HOST, PORT, DIFFRACT_DRAIN_SECONDS } = getEnv();
  const state = { isDraining: false };
  const gateway = createGatewayHandler();
  const consoleProxy = createConsoleProxy();
  const recorder = startRecorder();
  const serveHealth = createHealthServer({
    isDraining: () => state.isDraining,
    isConsoleUp: consoleProxy.isUp,
    findMissingOfDatabase,
    listProcesses: getSystemProcesses,
  });
  tellVitals(startVitals("gateway", true));
  const server = createPublicServer({
    ...createRefusers(gateway),
    handle: (request, response) => {
      if (state.isDraining) response.setHeader("connection", "close");
      if (serveHealth(request, response)) return;
      if (gateway.isGatewayPath(request.url ?? "/")) {
        gateway.handle(request, response).catch(() => response.destroy());
      } else consoleProxy.handle(request, response);
    },
  });
  // Only the development server speaks WebSocket. Without a listener Node ignores upgrades, as RFC 9110 §7.8 allows: clients
  // that offer `h2c` are served over HTTP/1.1.
  if (isDev) server.on("upgrade", consoleProxy.handleUpgrade);
  server.once("error", (error: NodeJS.ErrnoException) => {
    tellSupervisor({ type: "failed", message: describePortProblem(HOST, PORT, error) });
    process.exit(1);
  });
  followSupervisor(
    async (isHurried) => {
      state.isDraining = true;
      // Until whoever watches /readyz has noticed, calls still come, and are served.
      if (!isHurried) await delay(drainTimes.noticeMs);
      // Pages get a moment; calls get the whole deadline.
      setTimeout(consoleProxy.close, consoleGraceMs).unref();
      await drainServer(server, { finishMs: DIFFRACT_DRAIN_SECONDS * 1000, onDeadline: gateway.stop });
      consoleProxy.close();
      await gateway.close().catch(() => undefined);
      await recorder.close(drainTimes.recorderMs);
    },
    { onConsole: consoleProxy.setPort, onSystem: setSystemProcesses },
  );
  server.listen(PORT, HOST, () => {
    tellSupervisor({ type: "ready", port: PORT });
  });
}

// One call that goes wrong must not take the others with it; the supervisor sees a real crash by its exit code.
process.on("unhandledRejection", (error) => {
  printError(
    `Unhandled rejection in the gateway: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
});
/**
 * V8 allocates what often lives long among old objects at once. A call lives long enough for that to be decided, and whatever an
 * old object refers to stays until the next full collection: the whole call, each time (docs/performance.md).
 */
setFlagsFromString("--no-allocation-site-pretenuring");
main(process.argv.includes("--dev"));
