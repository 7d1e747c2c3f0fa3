import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeHandler } from "@/lib/gateway/node-adapter";
import type { GatewayUnderTest } from "./describe-gateway";
import { startMemoryGateway } from "./start-memory-gateway";

/** A gateway in this process that records into memory, behind the Node adapter. */
export function startNodeGateway(upstreamUrl: string): Promise<GatewayUnderTest> {
  return startMemoryGateway(upstreamUrl, async (gateway) => {
    const handle = createNodeHandler(gateway);
    const server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${String(port)}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    };
  });
}
