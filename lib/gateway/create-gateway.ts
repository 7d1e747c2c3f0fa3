import { performance } from "node:perf_hooks";
import type { CallIdentity } from "@/lib/core/contracts/call-record";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { isRespelled, matchEndpoint } from "@/lib/core/dialects/match-endpoint";
import { AppError, isAppError } from "@/lib/core/errors";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { checkTarget, maskQuery } from "./check-target";
import { createUpstreamClient } from "./create-upstream-client";
import { buildErrorResponse } from "./gateway-response";
import {
  defaultGatewayLimits,
  type Gateway,
  type GatewayDependencies,
  type IncomingCall,
  type OutgoingCall,
} from "./gateway-types";
import { OpenCall } from "./open-call";
import { compilePolicies, type CompiledPolicy } from "./policy-host/compile-policies";
import { indexHeaders } from "./raw-headers";
import { createRejectionBudget } from "./rejection-budget";
import { RunningCalls } from "./running-calls";
import { serveCall, type GatewayState, type Passage } from "./serve-call";
import { readTraceContext } from "./trace-context";

const now = (): number => performance.now();

function buildIdentity(incoming: IncomingCall, headers: ReadonlyMap<string, string>): CallIdentity {
  const startedAt = Date.now();
  const trace = readTraceContext(headers.get("traceparent"));
  const isAnthropic = headers.has("anthropic-version") || incoming.target.startsWith("/anthropic/");
  return {
    call_id: createUuidV7(startedAt),
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentSpanId,
    started_at: startedAt,
    project: null,
    token: null,
    dialect: isAnthropic ? "anthropic" : "openai",
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
function matchCall(incoming: IncomingCall, headers: ReadonlyMap<string, string>, call: OpenCall): Passage {
  const { path, query } = checkTarget(incoming.target);
  if (isRespelled(path)) throw new AppError("invalid_path", "The request path is spelled in an unusual way.");
  if (query.includes("dfr_")) throw new AppError("invalid_request", "Send the token in a header, not in the address.");
  const match = matchEndpoint(path, headers.has("anthropic-version"));
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
): Promise<OutgoingCall> {
  const response = buildErrorResponse(call, error);
  if (incoming.abort.aborted) {
    await call.end("client_aborted", "client_disconnected");
  } else if (call.identity.token !== null || state.mayRecordRejection()) {
    if (response.body instanceof Uint8Array) call.keep("client_response", response.body);
    await call.end(stateOf(error), error.code);
  }
  return response;
}

function createState(dependencies: GatewayDependencies): GatewayState & { readonly refused: () => number } {
  const limits = { ...defaultGatewayLimits, ...dependencies.limits };
  const compiled = new WeakMap<readonly PolicyBinding[], readonly CompiledPolicy[]>();
  const budget = createRejectionBudget(limits.recordedRejectionsPerSecond, now);
  return {
    dependencies,
    limits,
    providers: new Map(dependencies.providers.map((provider) => [provider.id, provider])),
    upstream: dependencies.upstream ?? createUpstreamClient(limits),
    compile(bindings) {
      const known = compiled.get(bindings);
      if (known !== undefined) return known;
      const policies = compilePolicies(bindings, dependencies.policies);
      compiled.set(bindings, policies);
      return policies;
    },
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
  const running = new RunningCalls();
  let accepted = 0;
  return {
    async handle(incoming) {
      accepted += 1;
      const headers = indexHeaders(incoming.headers);
      const options = { recorder: dependencies.recorder, captureBytes: state.limits.captureBytes, now, running };
      const call = new OpenCall(buildIdentity(incoming, headers), options);
      call.headers.client_request = incoming.headers;
      try {
        return await serveCall(state, matchCall(incoming, headers, call));
      } catch (error) {
        const known = toKnownError(error);
        if (known.code === "internal_error" && !incoming.abort.aborted) dependencies.onInternalError?.(error);
        return await refuse(state, incoming, call, known);
      }
    },
    stats: () => ({ accepted, unrecordedRejections: state.refused() }),
    close() {
      running.close();
      return state.upstream.close();
    },
  };
}
