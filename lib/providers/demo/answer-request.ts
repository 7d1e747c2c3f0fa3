import type { Dialect } from "@/lib/core/contracts/call";
import type { UpstreamRequest, UpstreamResponse } from "@/lib/core/contracts/provider";
import { asObject, tryParseJson, type JsonObject } from "@/lib/core/json/json-access";
import { generations } from "./answer-generation";
import { answerCountTokens, answerEmbeddings, answerModel, answerModels } from "./answer-lists";
import type { DemoCall } from "./demo-call";
import { replyError } from "./reply";
import { createSeededRandom } from "./seeded-random";
import { createBadRequest, createNotFound } from "./vendor-error";

type Answer = (call: DemoCall) => UpstreamResponse | Promise<UpstreamResponse>;

const postAnswers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ...generations,
  ["/v1/embeddings", answerEmbeddings],
  ["/v1/messages/count_tokens", answerCountTokens],
]);

const modelPath = "/v1/models/";

function findAnswer(method: string, path: string): Answer | null {
  if (method === "POST") return postAnswers.get(path) ?? null;
  if (method !== "GET") return null;
  if (path === "/v1/models") return answerModels;
  if (!path.startsWith(modelPath)) return null;
  return (call) => answerModel(call, path.slice(modelPath.length));
}

function readDialect({ headers }: UpstreamRequest, path: string): Dialect {
  const isAnthropic =
    path.startsWith("/v1/messages") || headers.some(([name]) => name.toLowerCase() === "anthropic-version");
  return isAnthropic ? "anthropic" : "openai";
}

/** Long bodies differ at their ends; hashing all of a huge one would stall others. */
const seedLength = 4_096;

function createCall(request: UpstreamRequest, path: string, bodyText: string, body: JsonObject): DemoCall {
  const dialect = readDialect(request, path);
  const seed = `${path} ${bodyText.length} ${bodyText.slice(0, seedLength)} ${bodyText.slice(-seedLength)}`;
  const random = createSeededRandom(`request ${seed}`);
  const requestId =
    dialect === "anthropic" ? `req_01${random.characters(22)}` : `req_${random.characters(32, "0123456789abcdef")}`;
  return { request, dialect, requestId, body, seed };
}

/**
 * Answers like the vendor whose dialect is spoken, at a model's pace.
 * @throws the signal's reason when the call is aborted before the answer begins
 */
export async function answerRequest(request: UpstreamRequest): Promise<UpstreamResponse> {
  const path = request.target.replace(/\?.*$/s, "");
  const bodyText = request.body === null ? "" : new TextDecoder().decode(request.body);
  const parsed = request.method === "POST" ? asObject(tryParseJson(bodyText)) : {};
  const call = createCall(request, path, bodyText, parsed ?? {});
  const answer = findAnswer(request.method, path);
  if (answer === null) {
    return replyError(
      call,
      createNotFound(`Invalid URL (${request.method} ${path}): the demo provider does not have it.`, null),
    );
  }
  if (parsed === null) {
    return replyError(
      call,
      createBadRequest("We could not parse the JSON body of your request: expected a JSON object.", null),
    );
  }
  return answer(call);
}
