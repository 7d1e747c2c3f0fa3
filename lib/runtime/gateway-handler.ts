import type { IncomingMessage, ServerResponse } from "node:http";
import { isGatewayPath } from "@/lib/gateway/is-gateway-path";
import { createNodeHandler } from "@/lib/gateway/node-adapter";
import { getGateway } from "./gateway";

export interface GatewayHandler {
  readonly isGatewayPath: (target: string) => boolean;
  /** Never rejects. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Closes upstream connections. */
  readonly close: () => Promise<void>;
}

/** This process's gateway behind Node's own server. */
export function createGatewayHandler(): GatewayHandler {
  const gateway = getGateway();
  return { isGatewayPath, handle: createNodeHandler(gateway), close: gateway.close };
}
