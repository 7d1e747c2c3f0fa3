import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asObject, asString, listObjects, tryParseJson, type JsonObject } from "@/lib/core/json/json-access";
import { createItemId, keepObject, replyList, replyMissing } from "./answer-collections";
import { findFile, keepFile } from "./answer-files";
import { shelfPath, type DemoCall } from "./demo-call";
import { replyBytes, replyError, replyJson } from "./reply";
import { createBadRequest } from "./vendor-error";

const mostRequests = 100;

function toJsonLines(items: readonly Json[]): Uint8Array {
  return new TextEncoder().encode(items.map((item) => `${JSON.stringify(item)}\n`).join(""));
}

function readLines(bytes: Uint8Array): JsonObject[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return listObjects(lines.map((line) => tryParseJson(line) ?? null)).slice(0, mostRequests);
}

async function answerLine(call: DemoCall, line: JsonObject, index: number): Promise<JsonObject> {
  const body = { ...asObject(line.body), stream: false };
  const { status, body: text } = await call.answer(asString(line.url) ?? "", body);
  const response = { status_code: status, request_id: call.requestId, body: tryParseJson(text) ?? null };
  return { id: `batch_req_${String(index)}`, custom_id: line.custom_id ?? null, response, error: null };
}

async function createOpenaiBatch(call: DemoCall): Promise<UpstreamResponse> {
  const inputId = asString(call.body.input_file_id);
  const input = inputId === null ? null : findFile(call, inputId);
  if (input === null) return replyError(call, createBadRequest("The input file does not exist.", "input_file_id"));
  const outputs: JsonObject[] = [];
  for (const [index, line] of readLines(input).entries()) outputs.push(await answerLine(call, line, index));
  const bytes = toJsonLines(outputs);
  const output = keepFile(call, {
    filename: "output.jsonl",
    type: "application/jsonl",
    purpose: "batch_output",
    bytes,
  });
  const now = Math.floor(Date.now() / 1000);
  const { endpoint = null, completion_window = "24h", metadata = null } = call.body;
  return keepObject(call, {
    id: createItemId(call, "batch_"),
    object: "batch",
    endpoint,
    errors: null,
    input_file_id: inputId,
    completion_window,
    status: "completed",
    output_file_id: output.id ?? null,
    error_file_id: null,
    created_at: now,
    completed_at: now,
    request_counts: { total: outputs.length, completed: outputs.length, failed: 0 },
    metadata,
  });
}

async function answerParams(call: DemoCall, request: JsonObject): Promise<JsonObject> {
  const { status, body } = await call.answer("/v1/messages", { ...asObject(request.params), stream: false });
  const answer = tryParseJson(body) ?? null;
  const result = status === 200 ? { type: "succeeded", message: answer } : { type: "errored", error: answer };
  return { custom_id: request.custom_id ?? null, result };
}

async function createAnthropicBatch(call: DemoCall): Promise<UpstreamResponse> {
  const requests = listObjects(call.body.requests);
  if (requests.length === 0 || requests.length > mostRequests) {
    return replyError(call, createBadRequest(`requests: from 1 to ${mostRequests} are taken by the demo`, null));
  }
  const results: JsonObject[] = [];
  for (const request of requests) results.push(await answerParams(call, request));
  const succeeded = results.filter(({ result }) => asObject(result)?.type === "succeeded").length;
  const id = createItemId(call, "msgbatch_");
  const now = new Date();
  const object = {
    id,
    type: "message_batch",
    processing_status: "ended",
    request_counts: { processing: 0, succeeded, errored: results.length - succeeded, canceled: 0, expired: 0 },
    created_at: now.toISOString(),
    ended_at: now.toISOString(),
    expires_at: new Date(now.getTime() + 86_400_000).toISOString(),
    archived_at: null,
    cancel_initiated_at: null,
    results_url: `${call.path}/${id}/results`,
  };
  return keepObject(call, object, toJsonLines(results));
}

/** Makes a batch, which is done at once, or lists those that were made. */
export function answerBatches(call: DemoCall): UpstreamResponse | Promise<UpstreamResponse> {
  if (call.request.method === "POST") {
    return call.dialect === "anthropic" ? createAnthropicBatch(call) : createOpenaiBatch(call);
  }
  return replyList(
    call,
    call.shelf
      .list(shelfPath(call, call.path))
      .map(({ object }) => object)
      .toReversed(),
  );
}

const collectionOf = ({ dialect }: DemoCall): string =>
  dialect === "anthropic" ? "/v1/messages/batches" : "/v1/batches";

/** One batch; cancelling it comes too late. */
export function answerBatch(call: DemoCall, id: string): UpstreamResponse {
  const where = shelfPath(call, collectionOf(call));
  const item = call.shelf.get(where, id);
  if (item === null) return replyMissing(call, id);
  if (call.request.method !== "DELETE") return replyJson(call, item.object);
  call.shelf.delete(where, id);
  return replyJson(call, { id, type: "message_batch_deleted" });
}

/** The results of a batch of messages, one per line. */
export function answerBatchResults(call: DemoCall, id: string): UpstreamResponse {
  const bytes = call.shelf.get(shelfPath(call, collectionOf(call)), id)?.bytes ?? null;
  return bytes === null ? replyMissing(call, id) : replyBytes(call, bytes, "application/x-jsonl");
}
