import { checkDatabase } from "@/lib/runtime/check-database";
import { getEnv } from "@/lib/runtime/env";
import { createGatewayHandler } from "@/lib/runtime/gateway-handler";
import { startRecorder } from "@/lib/runtime/recorder";
import { describePortProblem } from "./check-port";
import { createConsoleProxy } from "./console-proxy";
import { createPublicServer, drainServer } from "./create-public-server";
import { followSupervisor, tellSupervisor } from "./messages";
import { printError } from "./print";
import { createHealthServer } from "./serve-health";

const drainDeadlineMs = 10_000;
const consoleGraceMs = 300;
const recorderDeadlineMs = 5_000;

/** The gateway process: one port for everything, calls served here and the rest handed to the console. */
function main(): void {
  const { HOST, PORT } = getEnv();
  const state = { isDraining: false };
  const gateway = createGatewayHandler();
  const consoleProxy = createConsoleProxy();
  const recorder = startRecorder();
  const serveHealth = createHealthServer({
    isDraining: () => state.isDraining,
    isConsoleUp: consoleProxy.isUp,
    isDatabaseUp: checkDatabase,
  });
  const server = createPublicServer((request, response) => {
    if (state.isDraining) response.setHeader("connection", "close");
    if (serveHealth(request, response)) return;
    if (gateway.isGatewayPath(request.url ?? "/")) {
      gateway.handle(request, response).catch(() => response.destroy());
    } else consoleProxy.handle(request, response);
  });
  server.on("upgrade", consoleProxy.handleUpgrade);
  server.once("error", (error: NodeJS.ErrnoException) => {
    tellSupervisor({ type: "failed", message: describePortProblem(HOST, PORT, error) });
    process.exit(1);
  });
  followSupervisor(async () => {
    state.isDraining = true;
    // Pages get a moment; calls get the whole deadline.
    setTimeout(consoleProxy.close, consoleGraceMs).unref();
    await drainServer(server, drainDeadlineMs);
    consoleProxy.close();
    await gateway.close().catch(() => undefined);
    await recorder.close(recorderDeadlineMs);
  }, consoleProxy.setPort);
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
main();
