import { readCallAttributes } from "@/lib/core/attributes/read-call-attributes";
import type { ProjectConfig, UpstreamConfig } from "@/lib/core/contracts/configuration";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import type { BodyReader } from "@/lib/core/dialects/dialect-adapter";
import type { EndpointMatch } from "@/lib/core/dialects/match-endpoint";
import { getDialectAdapter, getRequestReader, getResponseReader } from "@/lib/core/dialects/registry";
import { AppError } from "@/lib/core/errors";
import { askForUsage, mayOmitUsage } from "@/lib/core/usage/ask-for-usage";
import { answerInProcess } from "./answer-in-process";
import { authenticateCall, type Caller } from "./authenticate-call";
import { buildUpstreamHeaders } from "./forward-headers";
import { checkContentType, requireJsonObject, takesJson } from "./check-json-body";
import type {
  GatewayDependencies,
  GatewayLimits,
  IncomingCall,
  OutgoingCall,
  RawUpstreamResponse,
  UpstreamClient,
} from "./gateway-types";
import { extendVia, refuseLoop, viaHeader } from "./loop-mark";
import type { OpenCall } from "./open-call";
import type { CompiledPolicy } from "./policy-host/compile-policies";
import type { BodyOutcome } from "./policy-host/policy-outcome";
import { createPlaceLearner, listAskedObjects, makesObject, type ObjectPlaces } from "./object-places";
import { runRequestPolicies } from "./policy-host/run-request-policies";
import type { HeaderIndex } from "./raw-headers";
import { readBody } from "./read-body";
import { attributeBytes, openForPolicies, readRequest, type RequestBody } from "./read-request";
import type { RelayContext } from "./relay-context";
import { relayResponse } from "./relay-response";
import { readsHook } from "./refuse-unreadable";
import {
  dependsOnModel,
  hasChoice,
  locateCall,
  requireUpstream,
  type ReadyUpstream,
  type ResolvedUpstream,
} from "./resolve-upstream";
import { toBlockError } from "./to-block-error";
import { writeTraceContext } from "./trace-context";

/** What `handle` needs at hand for every call. */
export interface GatewayState {
  readonly dependencies: GatewayDependencies;
  readonly limits: GatewayLimits;
  readonly upstream: UpstreamClient;
  /** A project's upstreams, made ready once for each configuration. */
  readonly prepare: (upstreams: readonly UpstreamConfig[]) => readonly ReadyUpstream[];
  readonly compile: (bindings: readonly PolicyBinding[]) => readonly CompiledPolicy[];
  /** By which this installation knows its own calls again. */
  readonly loopMark: string;
  readonly places: ObjectPlaces;
  readonly mayRecordRejection: () => boolean;
}

/** One call on its way through. */
export interface Passage {
  readonly incoming: IncomingCall;
  readonly headers: HeaderIndex;
  readonly match: EndpointMatch;
  readonly query: string;
  readonly call: OpenCall;
}

/** Small bodies come and go; only large ones are counted. */
const uncountedBytes = 64 * 1024;

// Most bodies are there, short and not encoded: then nobody waits, since each `await` costs as much as reading a short text.

function readBytes(state: GatewayState, passage: Passage): Uint8Array | null | Promise<Uint8Array> {
  const { incoming, headers, call } = passage;
  if (incoming.body === null) return null;
  const announced = headers.get("content-length");
  const contentLength = announced === undefined ? null : Number(announced);
  const { requestBytes: limitBytes, bodyIdleTimeoutMs: idleTimeoutMs } = state.limits;
  if (contentLength !== null && contentLength > uncountedBytes && contentLength <= limitBytes) call.hold(contentLength);
  const note = (body: Uint8Array): Uint8Array => {
    if (contentLength === null && body.byteLength > uncountedBytes) call.hold(body.byteLength);
    call.mark("request_read");
    return body;
  };
  const body = readBody(incoming.body, { limitBytes, idleTimeoutMs, contentLength });
  return body instanceof Promise ? body.then(note) : note(body);
}

/** Applies the request policies; what comes back is what upstream gets. */
function applyRequestPolicies(
  { call, match, headers }: Passage,
  { bytes, content, json }: RequestBody,
  relay: RelayContext,
): Uint8Array | null | Promise<Uint8Array> {
  const { policies, policyContext, now } = relay;
  const adapter = getRequestReader(match.endpoint);
  if (bytes === null || bytes.byteLength === 0 || policies.length === 0) return bytes;
  const body = content ?? bytes;
  const isRead = mustReadRequest(adapter, policies);
  const opened =
    adapter === null ? {} : openForPolicies({ body, json, contentType: headers.get("content-type"), isRead });
  const input = { body, ...opened, adapter, policies, context: policyContext, now };
  const finish = (outcome: BodyOutcome): Uint8Array => {
    call.addSteps(outcome.steps);
    if (outcome.block !== null) throw toBlockError(outcome.block);
    return outcome.bytes === body ? bytes : outcome.bytes;
  };
  const outcome = runRequestPolicies(input);
  return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
}

function keepRequest(call: OpenCall, original: Uint8Array | null, final: Uint8Array | null): void {
  if (original === null || final === null) return;
  if (final === original) call.keepSame("upstream_request", "client_request", original.byteLength);
  else call.keep("upstream_request", final);
}

/** Asks for usage where the client did not and the upstream is one to ask. @returns what goes over the wire */
function askUsage({ call, match }: Passage, target: ResolvedUpstream, final: Uint8Array | null): Uint8Array | null {
  if (!target.asksUsage || final === null || !mayOmitUsage(match.endpoint)) return null;
  const asking = askForUsage(final);
  if (asking === null) return null;
  call.keep("wire_request", asking);
  call.notes.push("usage_asked");
  return asking;
}

interface SentRequest {
  readonly bytes: Uint8Array | null;
  readonly isRewritten: boolean;
  readonly forwardsTrace: boolean;
}

function sendUpstream(
  state: GatewayState,
  passage: Passage,
  target: ResolvedUpstream,
  { bytes: body, isRewritten, forwardsTrace }: SentRequest,
): Promise<RawUpstreamResponse> {
  const { call, incoming } = passage;
  const { method, abort } = incoming;
  const headers = buildUpstreamHeaders(incoming.headers, target.credential, isRewritten);
  const via = extendVia(target.credential, passage.headers.get(viaHeader), state.loopMark);
  if (via !== null) headers.push(viaHeader, via);
  if (forwardsTrace) headers.push(...writeTraceContext(call, passage.headers.get("tracestate")));
  call.headers.upstream_request = headers;
  call.provider = target.provider.id;
  call.upstreamId = target.id;
  call.upstreamUrl = target.url;
  call.mark("upstream_start");
  const { answer } = target.provider;
  if (answer === undefined) {
    const { origin, path } = target;
    return state.upstream.send({ origin, path, method, headers, body, abort, watch: call });
  }
  const project = call.identity.project?.id;
  return answerInProcess(answer, { method, target: target.path, headers, body, project, signal: abort.toSignal() });
}

function nameCaller(call: OpenCall, { project, token }: Caller): void {
  call.identity.project = { id: project.id, name: project.name };
  call.identity.token = { id: token.id, name: token.name };
  // A copy, so that nothing done to the record can reach the token; made only when there is something to copy.
  if (Object.keys(token.metadata).length > 0) call.identity.metadata = structuredClone(token.metadata);
}

/** Notes who asks for what. */
function noteAttributes({ call, incoming, headers, match }: Passage, { json }: RequestBody): void {
  const attributes = readCallAttributes(incoming.headers, headers, json ?? null);
  call.identity.model = attributes.model ?? readModelOfPath(match);
  call.identity.is_streaming = attributes.is_streaming;
  call.identity.session_id = attributes.session_id;
  call.identity.user_id = attributes.user_id;
  call.identity.agent = attributes.agent;
  call.identity.task = attributes.task;
  call.identity.tags = attributes.tags;
}

const modelPath = "/v1/models/";

/** A model that is asked about is named in the path. */
function readModelOfPath({ endpoint, upstreamPath }: EndpointMatch): string | null {
  if (endpoint !== "models" || !upstreamPath.startsWith(modelPath)) return null;
  return decodeURIComponent(upstreamPath.slice(modelPath.length)) || null;
}

/** Whether a policy reads what the client sends here. */
function mustReadRequest(reader: BodyReader | null, policies: readonly CompiledPolicy[]): boolean {
  return reader !== null && policies.some((policy) => readsHook(policy, "request"));
}

/** @throws AppError what `readRequest` throws, and `invalid_json` where the endpoint takes nothing else */
function describeRequest(
  state: GatewayState,
  passage: Passage,
  { project }: Caller,
  bytes: Uint8Array | null,
): RequestBody | Promise<RequestBody> {
  const { headers, match, call, incoming } = passage;
  if (bytes !== null) call.keep("client_request", bytes);
  const mustBeJson = takesJson(incoming.method, match.endpoint) && !headers.has("content-encoding");
  const finish = (body: RequestBody): RequestBody => {
    noteAttributes(passage, body);
    if (mustBeJson && (bytes === null || bytes.byteLength <= attributeBytes)) requireJsonObject(bytes, body.json);
    return body;
  };
  const unread: RequestBody = { bytes, content: bytes, json: undefined };
  if (bytes === null) return finish(unread);
  const mustRead = mustReadRequest(getRequestReader(match.endpoint), state.compile(project.policies));
  const needsModel = dependsOnModel(state.prepare(project.upstreams), match.dialect);
  const body = readRequest(bytes, { headers, limits: state.limits, mustBeJson, mustRead, needsModel });
  if (!(body instanceof Promise)) return finish(body);
  return body.then(finish, (error: unknown) => {
    noteAttributes(passage, unread);
    throw error;
  });
}

function createRelayContext(
  state: GatewayState,
  { call, incoming, match }: Passage,
  { project }: Caller,
): RelayContext {
  return {
    call,
    reader: getResponseReader(match.endpoint),
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
    now: () => call.elapsedMs(),
  };
}

/** Refuses before the body is read where no model could help. @throws AppError `no_upstream` */
function requireDialect(state: GatewayState, { match }: Passage, project: ProjectConfig): void {
  requireUpstream(project, state.prepare(project.upstreams), { dialect: match.dialect, model: null });
}

/** @throws AppError `no_upstream`, and what the provider refuses */
function findTarget(
  state: GatewayState,
  passage: Passage,
  project: ProjectConfig,
  { json }: RequestBody,
): ResolvedUpstream {
  const { match, query, call } = passage;
  const { dialect, upstreamPath } = match;
  const { model } = call.identity;
  const ready = state.prepare(project.upstreams);
  const request = { dialect, path: upstreamPath.slice("/v1".length), query, model };
  // An object is where it was made, whatever its path or a model say.
  const known = hasChoice(ready, dialect)
    ? state.places.find(project.id, listAskedObjects(upstreamPath, model, json))
    : null;
  const place = ready.find((upstream) => upstream.id === known && upstream.dialect === dialect);
  return locateCall(place ?? requireUpstream(project, ready, request), request);
}

/** Takes note of what this upstream makes, where there are others that could be asked for it. */
function learnPlaces(
  { prepare, places }: GatewayState,
  { match, incoming }: Passage,
  project: ProjectConfig,
  { upstreamId, json }: { readonly upstreamId: string; readonly json: RequestBody["json"] },
): ((chunk: Uint8Array) => void) | null {
  if (incoming.method !== "POST" || !hasChoice(prepare(project.upstreams), match.dialect)) return null;
  if (!makesObject(match.endpoint, json)) return null;
  return createPlaceLearner((objectId) => {
    places.remember(project.id, objectId, upstreamId);
  });
}

/**
 * The life of a call: authenticate, read, policies, upstream, relay.
 * @throws AppError for every way in which the gateway itself says no
 */
export async function serveCall(state: GatewayState, passage: Passage): Promise<OutgoingCall> {
  const { directory, hashToken } = state.dependencies;
  const { incoming, call, headers } = passage;
  refuseLoop(headers.get(viaHeader), state.loopMark);
  const found = authenticateCall(directory, hashToken, headers, Date.now());
  const caller = found instanceof Promise ? await found : found;
  nameCaller(call, caller);
  call.mark("authenticated");
  requireDialect(state, passage, caller.project);
  // Only a token with a limit is ever waited for.
  const passes = directory.spendRequest(caller.token);
  if (passes !== true && !(await passes))
    throw new AppError("token_exhausted", `This token's limit of ${caller.token.maxRequests} requests is used up.`);
  if (takesJson(incoming.method, passage.match.endpoint)) checkContentType(headers.get("content-type"));
  const reading = readBytes(state, passage);
  const bytes = reading instanceof Promise ? await reading : reading;
  const described = describeRequest(state, passage, caller, bytes);
  const body = described instanceof Promise ? await described : described;
  const target = findTarget(state, passage, caller.project, body);
  const relay = createRelayContext(state, passage, caller);
  const applied = applyRequestPolicies(passage, body, relay);
  const final = applied instanceof Promise ? await applied : applied;
  keepRequest(call, bytes, final);
  const asking = askUsage(passage, target, final);
  // Before upstream sees anything: a process that is killed leaves a trace of every call that it began.
  await call.announce();
  const sent = asking ?? final;
  const { forwardsTrace = false } = caller.project;
  const request = { bytes: sent, isRewritten: sent !== bytes, forwardsTrace };
  const upstream = await sendUpstream(state, passage, target, request);
  call.mark("upstream_headers");
  const learnPlace =
    upstream.status < 300
      ? learnPlaces(state, passage, caller.project, { upstreamId: target.id, json: body.json })
      : null;
  const relayed = relayResponse({ ...relay, learnPlace, hidesUsage: asking !== null }, upstream, incoming.method);
  return relayed instanceof Promise ? await relayed : relayed;
}
