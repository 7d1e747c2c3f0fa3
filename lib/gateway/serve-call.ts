import { performance } from "node:perf_hooks";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { EndpointMatch } from "@/lib/core/dialects/match-endpoint";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { AppError } from "@/lib/core/errors";
import { authenticateCall, type Caller } from "./authenticate-call";
import { readCallAttributes } from "./call-attributes";
import { buildUpstreamHeaders } from "./forward-headers";
import type {
  GatewayDependencies,
  GatewayLimits,
  IncomingCall,
  OutgoingCall,
  RawUpstreamResponse,
  UpstreamClient,
} from "./gateway-types";
import type { OpenCall } from "./open-call";
import type { CompiledPolicy } from "./policy-host/compile-policies";
import { runRequestPolicies } from "./policy-host/run-request-policies";
import { readBody } from "./read-body";
import type { RelayContext } from "./relay-context";
import { relayResponse } from "./relay-response";
import { resolveUpstream, type ResolvedUpstream } from "./resolve-upstream";
import { toBlockError } from "./to-block-error";

const now = (): number => performance.now();
/** Bodies above this are not parsed for attributes alone; the recorder reads the model later. */
const attributeParseBytes = 1024 * 1024;

/** What `handle` needs at hand for every call. */
export interface GatewayState {
  readonly dependencies: GatewayDependencies;
  readonly limits: GatewayLimits;
  readonly providers: ReadonlyMap<string, ProviderDefinition>;
  readonly upstream: UpstreamClient;
  readonly compile: (bindings: readonly PolicyBinding[]) => readonly CompiledPolicy[];
  readonly mayRecordRejection: () => boolean;
}

/** One call on its way through. */
export interface Passage {
  readonly incoming: IncomingCall;
  readonly headers: ReadonlyMap<string, string>;
  readonly match: EndpointMatch;
  readonly query: string;
  readonly call: OpenCall;
}

function parseJson(bytes: Uint8Array): Json {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")) as Json;
  } catch {
    return null;
  }
}

async function readRequest(state: GatewayState, passage: Passage): Promise<Uint8Array | null> {
  const { incoming, headers, call } = passage;
  if (incoming.body === null) return null;
  const announced = headers.get("content-length");
  const body = await readBody(incoming.body, {
    limitBytes: state.limits.requestBytes,
    idleTimeoutMs: state.limits.bodyIdleTimeoutMs,
    contentLength: announced === undefined ? null : Number(announced),
    signal: incoming.signal,
  });
  call.mark("request_read");
  return body;
}

/** Applies the request policies; what comes back is what upstream gets. */
function applyRequestPolicies(passage: Passage, body: Uint8Array | null, relay: RelayContext): Uint8Array | null {
  const { call, headers } = passage;
  if (body === null || relay.policies.length === 0) return body;
  const encoding = headers.get("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity" && relay.adapter !== null) {
    throw new AppError(
      "unsupported_encoding",
      "Send the body without content-encoding: this project's policies must read it.",
    );
  }
  const { adapter, policies, policyContext } = relay;
  const outcome = runRequestPolicies({ body, adapter, policies, context: policyContext, now });
  call.addSteps(outcome.steps);
  if (outcome.block !== null) throw toBlockError(outcome.block);
  return outcome.bytes;
}

function keepRequest(call: OpenCall, original: Uint8Array | null, final: Uint8Array | null): void {
  if (original === null || final === null) return;
  if (final === original) call.keepSame("upstream_request", "client_request", original.byteLength);
  else call.keep("upstream_request", final);
}

function toHeaderPairs(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) pairs.push([headers[at] ?? "", headers[at + 1] ?? ""]);
  return pairs;
}

async function sendUpstream(
  state: GatewayState,
  passage: Passage,
  target: ResolvedUpstream,
  body: Uint8Array | null,
): Promise<RawUpstreamResponse> {
  const { call, incoming } = passage;
  const { method, signal } = incoming;
  const headers = buildUpstreamHeaders(incoming.headers, target.credential);
  call.headers.upstream_request = headers;
  call.provider = target.provider.id;
  call.upstreamUrl = target.url;
  call.mark("upstream_start");
  if (target.provider.answer === undefined) {
    return state.upstream.send({ origin: target.origin, path: target.path, method, headers, body, signal });
  }
  const pairs = toHeaderPairs(headers);
  const answer = await target.provider.answer({ method, target: target.path, headers: pairs, body, signal });
  return { status: answer.status, headers: answer.headers.flat(), body: answer.body };
}

function nameCaller(call: OpenCall, { project, token }: Caller): void {
  call.identity.project = { id: project.id, name: project.name };
  call.identity.token = { id: token.id, name: token.name };
  // A copy, so that nothing done to the record can reach the token; made only when there is something to copy.
  if (Object.keys(token.metadata).length > 0) call.identity.metadata = structuredClone(token.metadata);
}

function describeRequest({ call, incoming, headers }: Passage, body: Uint8Array | null): void {
  const isJson = (headers.get("content-type") ?? "").includes("json");
  const parsed = body !== null && isJson && body.byteLength <= attributeParseBytes ? parseJson(body) : null;
  Object.assign(call.identity, readCallAttributes(incoming.headers, headers, parsed));
  if (body !== null) call.keep("client_request", body);
}

function createRelayContext(
  state: GatewayState,
  { call, incoming, match }: Passage,
  { project }: Caller,
): RelayContext {
  return {
    call,
    adapter: getDialectAdapter(match.endpoint),
    policies: state.compile(project.policies),
    policyContext: {
      callId: call.identity.call_id,
      projectId: project.id,
      dialect: match.dialect,
      endpoint: match.endpoint,
      model: call.identity.model,
    },
    limits: state.limits,
    signal: incoming.signal,
    now,
  };
}

/**
 * The life of a call: authenticate, read, policies, upstream, relay.
 * @throws AppError for every way in which the gateway itself says no
 */
export async function serveCall(state: GatewayState, passage: Passage): Promise<OutgoingCall> {
  const { directory, hashToken } = state.dependencies;
  const { incoming, call, headers, match, query } = passage;
  const caller = await authenticateCall(directory, hashToken, headers, Date.now());
  nameCaller(call, caller);
  const place = { upstreamPath: match.upstreamPath, query };
  const target = resolveUpstream(caller.project, match.dialect, place, state.providers);
  const body = await readRequest(state, passage);
  describeRequest(passage, body);
  const relay = createRelayContext(state, passage, caller);
  const final = applyRequestPolicies(passage, body, relay);
  keepRequest(call, body, final);
  call.announce();
  const upstream = await sendUpstream(state, passage, target, final);
  call.mark("upstream_headers");
  return relayResponse(relay, upstream, incoming.method);
}
