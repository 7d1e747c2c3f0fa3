import { createNodeHandler } from "@/lib/gateway/node-adapter";
import type { GatewayUnderTest } from "./describe-gateway";
import { serveOnLoopback } from "./serve-on-loopback";
import { startMemoryGateway } from "./start-memory-gateway";

/** A gateway in this process that records into memory, behind the Node adapter. */
export function startNodeGateway(upstreamUrl: string): Promise<GatewayUnderTest> {
  return startMemoryGateway(upstreamUrl, (gateway) => serveOnLoopback(createNodeHandler(gateway)));
}
