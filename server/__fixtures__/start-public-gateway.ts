import { createServer, type Server } from "node:http";
import { CallAbort } from "@/lib/gateway/call-abort";
import type { Gateway } from "@/lib/gateway/gateway-types";
import { isGatewayPath } from "@/lib/gateway/is-gateway-path";
import { createNodeHandler, createNodeRefuser } from "@/lib/gateway/node-adapter";
import { failNodeBody } from "@/lib/gateway/read-node-body";
import { listenOnLoopback } from "@/lib/testing/listen-on-loopback";
import type { LoopbackServer } from "@/lib/testing/serve-on-loopback";
import { startMemoryGateway, type MemoryGateway, type MemoryGatewayOptions } from "@/lib/testing/start-memory-gateway";
import { createConsoleProxy } from "../console-proxy";
import { createPublicServer, type PublicServerTimes } from "../create-public-server";
import { createRefusers } from "../create-refusers";

function closeServer(server: Server): void {
  server.close();
  server.closeAllConnections();
}

async function listen(gateway: Gateway, times: PublicServerTimes | undefined): Promise<LoopbackServer> {
  const handle = createNodeHandler(gateway);
  const consoleServer = createServer((_request, response) => response.end("a page"));
  const proxy = createConsoleProxy();
  proxy.setPort(await listenOnLoopback(consoleServer));
  const refusers = createRefusers({
    isGatewayPath,
    refuse: createNodeRefuser(gateway),
    failBody: failNodeBody,
    refuseBroken: (head, error) => gateway.refuse({ ...head, body: null, abort: new CallAbort() }, error),
  });
  const server = createPublicServer(
    {
      ...refusers,
      handle: (request, response) => {
        if (isGatewayPath(request.url ?? "/")) handle(request, response).catch(() => response.destroy());
        else proxy.handle(request, response);
      },
    },
    times,
  );
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      proxy.close();
      closeServer(server);
      closeServer(consoleServer);
      return Promise.resolve();
    },
  };
}

/** The public port as the product has it, in this process: a gateway that records into memory, and a console of one page. */
export function startPublicGateway(
  upstreamUrl: string,
  options?: MemoryGatewayOptions,
  times?: PublicServerTimes,
): Promise<MemoryGateway> {
  return startMemoryGateway(upstreamUrl, (gateway) => listen(gateway, times), options);
}
