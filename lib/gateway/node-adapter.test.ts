import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describeGateway } from "@/lib/testing/describe-gateway";
import { startMemoryGateway } from "@/lib/testing/start-memory-gateway";
import { createNodeHandler } from "./node-adapter";

describeGateway("the Node adapter", (upstreamUrl) =>
  startMemoryGateway(upstreamUrl, async (gateway) => {
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
  }),
);
