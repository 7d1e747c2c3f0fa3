import { performance } from "node:perf_hooks";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { EndpointMatch } from "@/lib/core/dialects/match-endpoint";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { AppError } from "@/lib/core/errors";
import { hasRepeatedKeys } from "@/lib/core/json/has-repeated-keys";
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
import { parseJsonBytes } from "./policy-host/parse-json-bytes";
import { runRequestPolicies } from "./policy-host/run-request-policies";
import { readBody } from "./read-body";
import type { RelayContext } from "./relay-context";
import { relayResponse } from "./relay-response";
import { readsHook } from "./refuse-unreadable";
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

/** A request body, and what it says; `undefined` when it was not parsed or is not JSON. */
interface RequestBody {
  readonly bytes: Uint8Array | null;
  readonly json: Json | undefined;
}

async function readRequest(state: GatewayState, passage: Passage): Promise<Uint8Array | null> {
  const { incoming, headers, call } = passage;
  if (incoming.body === null) return null;
  const announced = headers.get("content-length");
  const body = await readBody(incoming.body, {
    limitBytes: state.limits.requestBytes,
    idleTimeoutMs: state.limits.bodyIdleTimeoutMs,
    contentLength: announced === undefined ? null : Number(announced),
  });
  call.mark("request_read");
  return body;
}

/** Policies judge what they read, so it must be what every other parser reads too. @throws AppError `invalid_json` */
function requireOneMeaning(bytes: Uint8Array, parsed: Json | undefined): void {
  if (parsed === undefined) throw new AppError("invalid_json", "The request body is not valid JSON.");
  if (hasRepeatedKeys(bytes, parsed)) {
    throw new AppError(
      "invalid_json",
      "The request body has a key twice in one object, so it can be read in two ways.",
    );
  }
}

/** Applies the request policies; what comes back is what upstream gets. */
function applyRequestPolicies(passage: Passage, { bytes, json }: RequestBody, relay: RelayContext): Uint8Array | null {
  const { call, headers } = passage;
  if (bytes === null || relay.policies.length === 0) return bytes;
  const encoding = headers.get("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity" && relay.adapter !== null) {
    throw new AppError(
      "unsupported_encoding",
      "Send the body without content-encoding: this project's policies must read it.",
    );
  }
  const { adapter, policies, policyContext } = relay;
  const parsed = json ?? parseJsonBytes(bytes);
  const mustRead = adapter !== null && policies.some((policy) => readsHook(policy, "request"));
  if (mustRead) requireOneMeaning(bytes, parsed);
  const outcome = runRequestPolicies({ body: bytes, json: parsed, adapter, policies, context: policyContext, now });
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
  const { method, abort } = incoming;
  const headers = buildUpstreamHeaders(incoming.headers, target.credential);
  call.headers.upstream_request = headers;
  call.provider = target.provider.id;
  call.upstreamUrl = target.url;
  call.mark("upstream_start");
  if (target.provider.answer === undefined) {
    return state.upstream.send({ origin: target.origin, path: target.path, method, headers, body, abort });
  }
  const pairs = toHeaderPairs(headers);
  const request = { method, target: target.path, headers: pairs, body, signal: abort.toSignal() };
  const answer = await target.provider.answer(request);
  return { status: answer.status, headers: answer.headers.flat(), body: answer.body };
}

function nameCaller(call: OpenCall, { project, token }: Caller): void {
  call.identity.project = { id: project.id, name: project.name };
  call.identity.token = { id: token.id, name: token.name };
  // A copy, so that nothing done to the record can reach the token; made only when there is something to copy.
  if (Object.keys(token.metadata).length > 0) call.identity.metadata = structuredClone(token.metadata);
}

function describeRequest({ call, incoming, headers }: Passage, bytes: Uint8Array | null): RequestBody {
  const isJson = (headers.get("content-type") ?? "").includes("json");
  const json = bytes !== null && isJson && bytes.byteLength <= attributeParseBytes ? parseJsonBytes(bytes) : undefined;
  const attributes = readCallAttributes(incoming.headers, headers, json ?? null);
  call.identity.model = attributes.model;
  call.identity.is_streaming = attributes.is_streaming;
  call.identity.session_id = attributes.session_id;
  call.identity.user_id = attributes.user_id;
  call.identity.agent = attributes.agent;
  call.identity.task = attributes.task;
  call.identity.tags = attributes.tags;
  if (bytes !== null) call.keep("client_request", bytes);
  return { bytes, json };
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
    abort: incoming.abort,
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
  call.mark("authenticated");
  const place = { upstreamPath: match.upstreamPath, query };
  const target = resolveUpstream(caller.project, match.dialect, place, state.providers);
  // Only a token with a limit is ever waited for.
  const passes = directory.spendRequest(caller.token);
  if (passes !== true && !(await passes))
    throw new AppError("token_exhausted", `This token's limit of ${caller.token.maxRequests} requests is used up.`);
  const bytes = await readRequest(state, passage);
  const body = describeRequest(passage, bytes);
  const relay = createRelayContext(state, passage, caller);
  const final = applyRequestPolicies(passage, body, relay);
  keepRequest(call, bytes, final);
  call.announce();
  const upstream = await sendUpstream(state, passage, target, final);
  call.mark("upstream_headers");
  return relayResponse(relay, upstream, incoming.method);
}
