import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import { answerBatch, answerBatches, answerBatchResults } from "./answer-batches";
import { answerCollection } from "./answer-collections";
import {
  answerFile,
  answerFileContent,
  answerFiles,
  answerUploadParts,
  answerUploads,
  endUpload,
} from "./answer-files";
import { generations } from "./answer-generation";
import { answerCountTokens, answerEmbeddings, answerModel, answerModels } from "./answer-lists";
import { answerImages, answerModerations, answerSpeech, answerTranscription } from "./answer-media";
import {
  answerCompact,
  answerInputItems,
  answerInputTokens,
  answerStoredResponse,
  createStoredResponse,
} from "./answer-stored-responses";
import { answerMessages, answerRuns, answerThreadAndRun, answerThreadItem } from "./answer-threads";
import type { DemoCall } from "./demo-call";

type Answer = (call: DemoCall, ...ids: string[]) => UpstreamResponse | Promise<UpstreamResponse> | null;

const createResponse = generations.get("/v1/responses");

/** By methods and path; `*` is an id. The first that fits answers. */
const routes: readonly (readonly [methods: string, path: string, answer: Answer])[] = [
  [
    "POST",
    "/v1/responses",
    (call) => (createResponse === undefined ? null : createStoredResponse(call, createResponse)),
  ],
  ...[...generations].map(([path, answer]) => ["POST", path, answer] as const),
  ["POST", "/v1/responses/input_tokens", answerInputTokens],
  ["POST", "/v1/responses/compact", answerCompact],
  [
    "GET POST DELETE",
    "/v1/responses/*",
    (call, id = "") => (call.request.method === "POST" ? null : answerStoredResponse(call, id)),
  ],
  ["POST", "/v1/responses/*/cancel", answerStoredResponse],
  ["GET", "/v1/responses/*/input_items", answerInputItems],
  ["POST", "/v1/embeddings", answerEmbeddings],
  ["POST", "/v1/messages/count_tokens", answerCountTokens],
  ["GET POST", "/v1/messages/batches", answerBatches],
  ["GET DELETE", "/v1/messages/batches/*", answerBatch],
  ["POST", "/v1/messages/batches/*/cancel", answerBatch],
  ["GET", "/v1/messages/batches/*/results", answerBatchResults],
  ["POST", "/v1/moderations", answerModerations],
  ["POST", "/v1/images/generations", answerImages],
  ["POST", "/v1/images/edits", answerImages],
  ["POST", "/v1/images/variations", answerImages],
  ["POST", "/v1/audio/speech", answerSpeech],
  ["POST", "/v1/audio/transcriptions", answerTranscription],
  ["POST", "/v1/audio/translations", answerTranscription],
  ["GET", "/v1/models", answerModels],
  ["GET", "/v1/models/*", (call, id = "") => answerModel(call, id)],
  ["GET POST", "/v1/files", answerFiles],
  ["GET DELETE", "/v1/files/*", answerFile],
  ["GET", "/v1/files/*/content", answerFileContent],
  ["POST", "/v1/uploads", answerUploads],
  ["POST", "/v1/uploads/*/parts", answerUploadParts],
  ["POST", "/v1/uploads/*/complete", endUpload],
  ["POST", "/v1/uploads/*/cancel", endUpload],
  ["GET POST", "/v1/batches", answerBatches],
  ["GET", "/v1/batches/*", answerBatch],
  ["POST", "/v1/batches/*/cancel", answerBatch],
  ["POST", "/v1/threads/runs", answerThreadAndRun],
  ["GET POST", "/v1/threads/*/messages", answerMessages],
  ["GET POST", "/v1/threads/*/runs", answerRuns],
  ["GET", "/v1/threads/*/messages/*", (call, _thread, id = "") => answerThreadItem(call, id)],
  ["GET", "/v1/threads/*/runs/*", (call, _thread, id = "") => answerThreadItem(call, id)],
];

/** The ids in a path that fits; `null` when it does not. */
function matchPath(pattern: string, path: string): string[] | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  if (!wanted.every((part, at) => part === given[at] || (part === "*" && given[at] !== ""))) return null;
  return given.filter((_, at) => wanted[at] === "*").map(decodeURIComponent);
}

/** Answers a call; `null` when the demo has nothing at its path. */
export async function findAnswer(call: DemoCall): Promise<UpstreamResponse | null> {
  for (const [methods, pattern, answer] of routes) {
    const ids = methods.split(" ").includes(call.request.method) ? matchPath(pattern, call.path) : null;
    const answered = ids === null ? null : await answer(call, ...ids);
    if (answered !== null) return answered;
  }
  return answerCollection(call);
}
