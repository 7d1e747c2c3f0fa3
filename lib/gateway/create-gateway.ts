import { performance } from "node:perf_hooks";
import type { Dialect } from "@/lib/core/contracts/call";
import type { CallIdentity } from "@/lib/core/contracts/call-record";
import type { UpstreamConfig } from "@/lib/core/contracts/configuration";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { isRespelled, matchEndpoint } from "@/lib/core/dialects/match-endpoint";
import { AppError, isAppError } from "@/lib/core/errors";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { checkTarget, maskQuery } from "./check-target";
import { createUpstreamClient } from "./create-upstream-client";
import { allowedMethods, buildErrorResponse } from "./gateway-response";
import {
  defaultGatewayLimits,
  type Gateway,
  type GatewayDependencies,
  type IncomingCall,
  type WholeOutgoingCall,
} from "./gateway-types";
import { BodyBudget } from "./body-budget";
import { createLoopMark } from "./loop-mark";
import { explainStop } from "./last-words";
import { ObjectPlaces } from "./object-places";
import { OpenCall } from "./open-call";
import { compilePolicies, type CompiledPolicy } from "./policy-host/compile-policies";
import { indexHeaders, type HeaderIndex } from "./raw-headers";
import { createRejectionBudget } from "./rejection-budget";
import { prepareUpstreams, type ReadyUpstream } from "./resolve-upstream";
import { RunningCalls } from "./running-calls";
import { serveCall, type GatewayState, type Passage } from "./serve-call";
import { readTraceContext, type TraceContext } from "./trace-context";

const methods: ReadonlySet<string> = new Set(allowedMethods);
const now = (): number => performance.now();

/** Whom to answer when the request is refused before its path was matched. */
function guessDialect(target: string, headers: HeaderIndex): Dialect {
  if (target.startsWith("/openai/")) return "openai";
  const isAnthropic = headers.has("anthropic-version") || /^\/(?:anthropic\/|v1\/+messages)/.test(target);
  return isAnthropic ? "anthropic" : "openai";
}

function buildIdentity(incoming: IncomingCall, headers: HeaderIndex, trace: TraceContext): CallIdentity {
  const startedAt = Date.now();
  return {
    call_id: createUuidV7(startedAt),
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentSpanId,
    started_at: startedAt,
    project: null,
    token: null,
    dialect: guessDialect(incoming.target, headers),
    endpoint: "other",
    method: incoming.method,
    path: maskQuery(incoming.target),
    model: null,
    is_streaming: false,
    session_id: null,
    user_id: null,
    agent: null,
    task: null,
    tags: {},
    metadata: {},
  };
}

/** @throws AppError `invalid_path`, `not_found` */
function matchCall(incoming: IncomingCall, headers: HeaderIndex, call: OpenCall): Passage {
  const { path, query } = checkTarget(incoming.target);
  if (isRespelled(path)) throw new AppError("invalid_path", "The request path is spelled in an unusual way.");
  if (query.includes("dfr_")) throw new AppError("invalid_request", "Send the token in a header, not in the address.");
  if (!methods.has(incoming.method)) throw new AppError("method_not_allowed", "This method is not served.");
  if (headers.get("upgrade")?.toLowerCase().includes("websocket") === true)
    throw new AppError("upgrade_unsupported", "WebSockets are not served. Use HTTP; streaming works over it.");
  const match = matchEndpoint(path, headers.has("anthropic-version"), incoming.method);
  // What it hands out lets clients talk to the vendor past the gateway.
  if (match?.upstreamPath.startsWith("/v1/realtime") === true)
    throw new AppError("not_found", "Realtime is not served: its sessions do not pass through here.");
  if (match === null) throw new AppError("not_found", "There is nothing at this path.");
  call.identity.dialect = match.dialect;
  call.identity.endpoint = match.endpoint;
  return { incoming, headers, match, query, call };
}

function stateOf(error: AppError): "blocked" | "upstream_error" | "upstream_truncated" | "rejected" {
  if (error.code === "blocked_by_policy" || error.code === "policy_failed") return "blocked";
  if (error.code === "upstream_truncated") return "upstream_truncated";
  return error.code.startsWith("upstream_") ? "upstream_error" : "rejected";
}

function toKnownError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError("internal_error", "The gateway failed to serve this call.", undefined, { cause: error });
}

/** Answers in the caller's dialect, and records why. */
async function refuse(
  state: GatewayState,
  incoming: IncomingCall,
  call: OpenCall,
  error: AppError,
): Promise<WholeOutgoingCall> {
  const response = buildErrorResponse(call, error);
  if (incoming.abort.reason === "client") {
    await call.end("client_aborted", "client_disconnected");
  } else if (incoming.abort.reason === "stopping") {
    call.keep("client_response", response.body);
    await call.end("interrupted", "gateway_stopping");
  } else if (call.identity.token !== null || state.mayRecordRejection()) {
    call.keep("client_response", response.body);
    await call.end(stateOf(error), error.code);
  } else {
    call.release();
  }
  return response;
}

function createState(dependencies: GatewayDependencies): GatewayState & { readonly refused: () => number } {
  const limits = { ...defaultGatewayLimits, ...dependencies.limits };
  const compiled = new WeakMap<readonly PolicyBinding[], readonly CompiledPolicy[]>();
  const prepared = new WeakMap<readonly UpstreamConfig[], readonly ReadyUpstream[]>();
  const providers = new Map(dependencies.providers.map((provider) => [provider.id, provider]));
  const budget = createRejectionBudget(limits.recordedRejectionsPerSecond, now);
  return {
    dependencies,
    limits,
    upstream: dependencies.upstream ?? createUpstreamClient(limits),
    prepare(upstreams) {
      const known = prepared.get(upstreams);
      if (known !== undefined) return known;
      const ready = prepareUpstreams(upstreams, providers);
      prepared.set(upstreams, ready);
      return ready;
    },
    compile(bindings) {
      const known = compiled.get(bindings);
      if (known !== undefined) return known;
      const policies = compilePolicies(bindings, dependencies.policies);
      compiled.set(bindings, policies);
      return policies;
    },
    places: new ObjectPlaces(),
    loopMark: createLoopMark(dependencies.hashToken),
    mayRecordRejection: () => budget.take(),
    refused: () => budget.refused(),
  };
}

/**
 * The gateway: one call in, one answer out. Transport-neutral; the adapters for Node and Web requests are beside this
 * file, the life of a call is in `serve-call.ts`. Whatever happens, the record is written once.
 */
export function createGateway(dependencies: GatewayDependencies): Gateway {
  const state = createState(dependencies);
  const running = new RunningCalls(now);
  const budget = new BodyBudget(state.limits.heldBodyBytes);
  let accepted = 0;
  const open = (incoming: IncomingCall, headers: HeaderIndex): OpenCall => {
    accepted += 1;
    const { recorder } = dependencies;
    const options = { recorder, captureBytes: state.limits.captureBytes, now, running, budget, abort: incoming.abort };
    const trace = readTraceContext(headers.get("traceparent"));
    const call = new OpenCall(buildIdentity(incoming, headers, trace), options);
    call.parentSampled = trace.isSampled;
    call.headers.client_request = incoming.headers;
    return call;
  };
  return {
    async handle(incoming) {
      const headers = indexHeaders(incoming.headers);
      const call = open(incoming, headers);
      try {
        return await serveCall(state, matchCall(incoming, headers, call));
      } catch (error) {
        const known = incoming.abort.reason === "stopping" ? explainStop() : toKnownError(error);
        if (known.code === "internal_error" && !incoming.abort.aborted) dependencies.onInternalError?.(error);
        return await refuse(state, incoming, call, known);
      }
    },
    refuse: (incoming, error) => refuse(state, incoming, open(incoming, indexHeaders(incoming.headers)), error),
    stats: () => ({ accepted, running: running.size, unrecordedRejections: state.refused() }),
    stop() {
      running.stop();
    },
    close() {
      running.close();
      return state.upstream.close();
    },
  };
}
