import { AppError } from "@/lib/core/errors";
import type { OutgoingCall, RawUpstreamResponse } from "./gateway-types";
import { findHeader } from "./raw-headers";
import { startResponse, type RelayContext } from "./relay-context";
import { passThrough, rewriteStream } from "./relay-stream";
import { relayRewritten, relayWhole } from "./relay-whole";

/** Bodies up to this size with an announced length are answered in one write. */
const wholeBytes = 256 * 1024;

function hasNoBody(method: string, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304;
}

function isEncoded(upstream: RawUpstreamResponse): boolean {
  const encoding = findHeader(upstream.headers, "content-encoding");
  return encoding !== null && encoding.toLowerCase() !== "identity";
}

/** Whether policies that must run cannot: an encoded body is never decoded on the way. @throws AppError `policy_failed` */
function refuseUnreadable(context: RelayContext): void {
  const closed = context.policies.find(({ binding }) => binding.onFailure === "closed");
  if (closed === undefined) return;
  throw new AppError(
    "policy_failed",
    `The upstream sent an encoded body although asked not to, so the policy "${closed.binding.name}" could not read it.`,
  );
}

type Route = "stream" | "rewrite" | "whole" | "pass";

/** Which way an answer takes: only what policies must read is read. */
function chooseRoute(context: RelayContext, upstream: RawUpstreamResponse, method: string): Route {
  const isEmpty = hasNoBody(method, upstream.status);
  if (context.policies.length > 0 && context.adapter !== null && !isEmpty) {
    const type = findHeader(upstream.headers, "content-type")?.toLowerCase() ?? "";
    if (isEncoded(upstream)) refuseUnreadable(context);
    else if (type.startsWith("text/event-stream")) return "stream";
    else if (type.includes("json")) return "rewrite";
  }
  const announced = findHeader(upstream.headers, "content-length");
  return isEmpty || (announced !== null && Number(announced) <= wholeBytes) ? "whole" : "pass";
}

/**
 * Turns an upstream's answer into the client's.
 * @throws AppError when a policy stops the call, or the body that policies must read breaks off
 */
export async function relayResponse(
  context: RelayContext,
  upstream: RawUpstreamResponse,
  method: string,
): Promise<OutgoingCall> {
  context.call.status = upstream.status;
  context.call.headers.upstream_response = upstream.headers;
  const route = chooseRoute(context, upstream, method);
  switch (route) {
    case "whole":
      return relayWhole(context, upstream);
    case "rewrite":
      return relayRewritten(context, upstream);
    case "stream":
      return { ...startResponse(context, upstream, true), body: rewriteStream(context, upstream) };
    case "pass":
      return { ...startResponse(context, upstream, false), body: passThrough(context, upstream) };
  }
}
