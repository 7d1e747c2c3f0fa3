import type { OutgoingCall, RawUpstreamResponse } from "./gateway-types";
import { closeStep, openSteps } from "./policy-host/policy-outcome";
import { findHeader } from "./raw-headers";
import { startResponse, type RelayContext } from "./relay-context";
import { passThrough, rewriteStream } from "./relay-stream";
import { relayRewritten, relayWhole } from "./relay-whole";
import { refuseUnreadable } from "./refuse-unreadable";

/** Bodies up to this size with an announced length are answered in one write. */
const wholeBytes = 256 * 1024;

function hasNoBody(method: string, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304;
}

function isEventStream(upstream: RawUpstreamResponse): boolean {
  return findHeader(upstream.headers, "content-type")?.toLowerCase().startsWith("text/event-stream") ?? false;
}

function isEncoded(upstream: RawUpstreamResponse): boolean {
  const encoding = findHeader(upstream.headers, "content-encoding");
  return encoding !== null && encoding.toLowerCase() !== "identity";
}

/** Says of each policy that it did not read the answer, and why: that it ran is a different thing. */
function skipPolicies(context: RelayContext, reason: string): void {
  context.call.addSteps(openSteps(context.policies, "response").map((step) => closeStep(step, reason)));
}

/** Transcripts come as bare texts as well, where clients ask for them so. */
function isTranscript({ adapter }: RelayContext, contentType: string): boolean {
  return adapter?.id === "openai-transcriptions" && /^(?:text\/(?!html)|application\/x-subrip)/.test(contentType);
}

/** Pictures themselves hold no words; some providers answer with one instead of JSON about it. */
function isPicture({ adapter }: RelayContext, contentType: string): boolean {
  return adapter?.id === "openai-images" && /^(?:image|video|audio)\//.test(contentType);
}

type Route = "stream" | "rewrite" | "whole" | "pass";

/** How policies can read an answer; `null` when they cannot. An encoded body is never decoded on the way. */
function findReadableRoute(context: RelayContext, upstream: RawUpstreamResponse): Route | null {
  const type = findHeader(upstream.headers, "content-type")?.toLowerCase() ?? "";
  if (isEncoded(upstream)) {
    refuseUnreadable(context, "The upstream encoded its answer although asked not to.");
    skipPolicies(context, "The answer was encoded.");
    return null;
  }
  if (type.startsWith("text/event-stream")) {
    if (context.adapter !== null) return "stream";
    refuseUnreadable(context, "The upstream answered with a stream where there is none.");
    skipPolicies(context, "The answer was a stream that policies do not read.");
    return null;
  }
  if (type.includes("json") || isTranscript(context, type)) return "rewrite";
  // Error pages of proxies in between are not answers of a model.
  if (upstream.status < 400 && !isPicture(context, type))
    refuseUnreadable(context, "The upstream's answer was neither JSON nor an event stream.");
  skipPolicies(context, "The answer was neither JSON nor an event stream.");
  return null;
}

/** Which way an answer takes: only what policies must read is read. */
function chooseRoute(context: RelayContext, upstream: RawUpstreamResponse, method: string): Route {
  const isEmpty = hasNoBody(method, upstream.status);
  if (context.policies.length > 0 && !isEmpty) {
    if (context.reader === null) skipPolicies(context, "Policies do not read this endpoint.");
    else {
      const route = findReadableRoute(context, upstream);
      if (route !== null) return route;
    }
  }
  if (context.hidesUsage === true && !isEmpty && isEventStream(upstream) && !isEncoded(upstream)) return "stream";
  const announced = findHeader(upstream.headers, "content-length");
  return isEmpty || (announced !== null && Number(announced) <= wholeBytes) ? "whole" : "pass";
}

/**
 * Turns an upstream's answer into the client's.
 * @throws AppError when a policy stops the call, or the body that policies must read breaks off
 */
export function relayResponse(
  context: RelayContext,
  upstream: RawUpstreamResponse,
  method: string,
): OutgoingCall | Promise<OutgoingCall> {
  context.call.status = upstream.status;
  context.call.headers.upstream_response = upstream.headers;
  const route = chooseRoute(context, upstream, method);
  switch (route) {
    case "whole":
      return relayWhole(context, upstream, hasNoBody(method, upstream.status));
    case "rewrite":
      return relayRewritten(context, upstream);
    case "stream":
      return { ...startResponse(context, upstream, true), body: rewriteStream(context, upstream) };
    case "pass":
      return { ...startResponse(context, upstream, false), body: passThrough(context, upstream) };
  }
}
