import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "@/lib/core/errors";
import type { GatewayHandler } from "@/lib/runtime/gateway-handler";
import type { PublicHandlers } from "./create-public-server";
import { buildPlainRefusal } from "./refusals";

/** How requests are answered that may not be served. */
export type Refusers = Omit<PublicHandlers, "handle">;

/** What the record says of a request that shows neither a method nor a path. */
const unreadable = { method: "?", target: "(unreadable)", headers: [] };

/** Answers what may not be served: calls as the gateway does, everything else as the management API does. */
export function createRefusers(
  gateway: Pick<GatewayHandler, "isGatewayPath" | "refuse" | "refuseBroken" | "failBody">,
): Refusers {
  return {
    isGatewayPath: gateway.isGatewayPath,
    refuse: (request, response, error) => {
      if (gateway.isGatewayPath(request.url ?? "/")) {
        gateway.refuse(request, response, error).catch(() => response.destroy());
      } else refusePlainly(request, response, error);
    },
    failBody: (request, error) => {
      if (gateway.isGatewayPath(request.url ?? "/")) gateway.failBody(request, error);
      else if (request.listenerCount("error") === 0) return false;
      else request.emit("error", error);
      return true;
    },
    // What shows no path at all is most likely a call: nobody else speaks to this port by hand.
    refuseBroken: (head, error) =>
      head === null || gateway.isGatewayPath(head.target)
        ? gateway.refuseBroken(head ?? unreadable, error)
        : Promise.resolve(buildPlainRefusal(error)),
  };
}

/** Answers in the management API's way, on a connection that ends with it. */
export function refusePlainly(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, headers, body } = buildPlainRefusal(error);
  request.resume();
  response.writeHead(status, [...headers, "connection", "close"]);
  response.end(body);
}
