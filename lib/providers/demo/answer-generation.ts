import type { Dialect } from "@/lib/core/contracts/call";
import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import { asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { demoModelIds, findDemoModel, type DemoModel } from "./demo-models";
import type { DemoProblem, DemoRequest } from "./demo-request";
import type { ReplyContext } from "./demo-reply";
import { paceAnswer, pickFirstMs, pickWholeMs, waitMs, type Piece } from "./pace-answer";
import { planAnswer } from "./plan-answer";
import { readChat, readCompletion } from "./read-chat";
import { readMessages } from "./read-messages";
import { readResponses } from "./read-responses";
import { createSeededRandom } from "./seeded-random";
import { buildStreamError, createBadRequest, createNotFound, toVendorError, type VendorError } from "./vendor-error";
import type { DemoCall } from "./demo-call";
import { replyError, replyJson, replyPieces } from "./reply";
import { buildChatBody, buildChatEvents, buildCompletionBody, buildCompletionEvents } from "./write-chat";
import { buildMessageBody, buildMessageEvents } from "./write-messages";
import { buildResponseBody, buildResponseEvents } from "./write-responses";

/** How one endpoint that writes text reads its requests and writes its answers. */
interface Generation {
  readonly endpoint: string;
  readonly dialect: Dialect;
  readonly read: (body: JsonObject) => DemoRequest | DemoProblem;
  readonly buildBody: (context: ReplyContext, body: JsonObject) => Json;
  readonly buildEvents: (context: ReplyContext, body: JsonObject) => Piece[];
}

const wantsUsage = (body: JsonObject): boolean => asObject(body.stream_options)?.include_usage === true;

const chat: Generation = {
  endpoint: "chat.completions",
  dialect: "openai",
  read: readChat,
  buildBody: buildChatBody,
  buildEvents: (context, body) => buildChatEvents(context, wantsUsage(body)),
};
const completions: Generation = {
  endpoint: "completions",
  dialect: "openai",
  read: readCompletion,
  buildBody: buildCompletionBody,
  buildEvents: (context, body) => buildCompletionEvents(context, wantsUsage(body)),
};
const responses: Generation = {
  endpoint: "responses",
  dialect: "openai",
  read: readResponses,
  buildBody: buildResponseBody,
  buildEvents: buildResponseEvents,
};
const messages: Generation = {
  endpoint: "messages",
  dialect: "anthropic",
  read: readMessages,
  buildBody: buildMessageBody,
  buildEvents: buildMessageEvents,
};

/** The refusal of a request without a model, or with one that is not here. */
export function findModelError(body: JsonObject, dialect: Dialect): VendorError | null {
  const id = asString(body.model);
  if (id === null || id === "") {
    const problem = dialect === "anthropic" ? "model: Field required" : "Missing required parameter: 'model'.";
    return createBadRequest(problem, dialect === "anthropic" ? null : "model");
  }
  if (findDemoModel(id) !== null) return null;
  const known = `The demo provider has: ${demoModelIds.join(", ")}.`;
  if (dialect === "anthropic") return createNotFound(`model: ${id}. ${known}`, null);
  return createNotFound(
    `The model \`${id}\` does not exist or you do not have access to it. ${known}`,
    "model_not_found",
  );
}

function createContext(request: DemoRequest, model: DemoModel, seed: string): ReplyContext {
  const others = Array.from({ length: request.choiceCount - 1 }, (_, index) => planAnswer(request, model, index + 1));
  return {
    request,
    answers: [planAnswer(request, model, 0), ...others],
    random: createSeededRandom(seed),
    createdAt: Math.floor(Date.now() / 1000),
  };
}

/** What a failing model still says before it fails. */
function breakPieces(pieces: readonly Piece[], model: DemoModel, call: DemoCall, endpoint: string): Piece[] {
  const kept = pieces.slice(0, Math.ceil(pieces.length / 2));
  return model.failure === "midstream" ? [...kept, buildStreamError(endpoint, call.requestId, kept.length)] : kept;
}

async function* cutAfter(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* body;
  throw new Error("The demo model broke the connection, as its name promises.");
}

async function stream(call: DemoCall, generation: Generation, model: DemoModel, context: ReplyContext) {
  const { signal } = call.request;
  const pacing = createSeededRandom(`pace ${call.seed}`);
  const pieces = generation.buildEvents(context, call.body);
  await waitMs(pickFirstMs(model, pacing), signal);
  if (model.failure === null) return replyPieces(call, paceAnswer(pieces, model, pacing, signal));
  const broken = paceAnswer(breakPieces(pieces, model, call, generation.endpoint), model, pacing, signal);
  return replyPieces(call, model.failure === "cut" ? cutAfter(broken) : broken);
}

async function answer(call: DemoCall, generation: Generation): Promise<UpstreamResponse> {
  const { dialect } = generation;
  const request = generation.read(call.body);
  const modelError = findModelError(call.body, dialect);
  if (modelError !== null) return replyError(call, modelError, dialect);
  if ("problem" in request) return replyError(call, createBadRequest(request.problem, request.parameter), dialect);
  const model = findDemoModel(request.model);
  if (model === null) throw new Error("A model that was found is gone.");
  const breaksLate = model.failure === "midstream" || model.failure === "cut";
  if (model.failure !== null && !(breaksLate && request.isStreaming)) {
    return replyError(call, toVendorError(model.failure), dialect);
  }
  const context = createContext(request, model, call.seed);
  if (request.isStreaming) return stream(call, generation, model, context);
  const pacing = createSeededRandom(`pace ${call.seed}`);
  const tokens = context.answers.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  await waitMs(pickFirstMs(model, pacing) + pickWholeMs(model, pacing, tokens), call.request.signal);
  return replyJson(call, generation.buildBody(context, call.body));
}

/** The endpoints that write text, by path. */
export const generations: ReadonlyMap<string, (call: DemoCall) => Promise<UpstreamResponse>> = new Map(
  [
    ["/v1/chat/completions", chat] as const,
    ["/v1/completions", completions] as const,
    ["/v1/responses", responses] as const,
    ["/v1/messages", messages] as const,
  ].map(([path, generation]) => [path, (call: DemoCall) => answer(call, generation)]),
);
