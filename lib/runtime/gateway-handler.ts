import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "@/lib/core/errors";
import { CallAbort } from "@/lib/gateway/call-abort";
import { isGatewayPath } from "@/lib/gateway/is-gateway-path";
import { createNodeHandler, createNodeRefuser } from "@/lib/gateway/node-adapter";
import { failNodeBody } from "@/lib/gateway/read-node-body";
import { getGateway } from "./gateway";

interface RefusedHead {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
}

export interface GatewayHandler {
  readonly isGatewayPath: (target: string) => boolean;
  /** Never rejects. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers a request that must not be served. Never rejects. */
  readonly refuse: (request: IncomingMessage, response: ServerResponse, error: AppError) => Promise<void>;
  /** Says that the rest of a call's body will not come. */
  readonly failBody: (request: IncomingMessage, error: AppError) => void;
  /** The answer to a request that is not even one. Never rejects. */
  readonly refuseBroken: (
    head: RefusedHead,
    error: AppError,
  ) => Promise<{ readonly status: number; readonly headers: readonly string[]; readonly body: Uint8Array }>;
  /** Ends the calls that have not ended by themselves. */
  readonly stop: () => void;
  /** Closes upstream connections. */
  readonly close: () => Promise<void>;
}

/** This process's gateway behind Node's own server. */
export function createGatewayHandler(): GatewayHandler {
  const gateway = getGateway();
  return {
    isGatewayPath,
    handle: createNodeHandler(gateway),
    refuse: createNodeRefuser(gateway),
    failBody: failNodeBody,
    refuseBroken: (head, error) => gateway.refuse({ ...head, body: null, abort: new CallAbort() }, error),
    stop: gateway.stop,
    close: gateway.close,
  };
}
