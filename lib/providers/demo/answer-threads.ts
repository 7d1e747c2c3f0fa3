import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import { asArray, asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import { createItemId, keepObject, replyList, replyMissing } from "./answer-collections";
import { shelfPath, type DemoCall } from "./demo-call";
import { findDemoModel } from "./demo-models";
import { mapTokens } from "./demo-reply";
import type { Piece } from "./pace-answer";
import { planAnswer } from "./plan-answer";
import { readContentText } from "./read-chat";
import { replyJson, replyPieces } from "./reply";
import { countTokens } from "./split-tokens";

const nowS = (): number => Math.floor(Date.now() / 1000);

function toContent(text: string): JsonObject[] {
  return [{ type: "text", text: { value: text, annotations: [] } }];
}

function buildMessage(call: DemoCall, thread: string, role: string, text: string): JsonObject {
  const id = createItemId(call, "msg_");
  const about = { object: "thread.message", created_at: nowS(), thread_id: thread, role, content: toContent(text) };
  return { id, ...about, assistant_id: null, run_id: null, attachments: [], metadata: {} };
}

function readText(message: JsonObject): string {
  const values = asArray(message.content).map((part) => asString(asObject(asObject(part)?.text)?.value) ?? "");
  return values.join("\n");
}

const messagesOf = (call: DemoCall, thread: string): string => shelfPath(call, `/v1/threads/${thread}/messages`);

/** Adds a message to a thread, or lists them, newest first. */
export function answerMessages(call: DemoCall, thread: string): UpstreamResponse {
  if (call.shelf.get(shelfPath(call, "/v1/threads"), thread) === null) return replyMissing(call, thread);
  if (call.request.method !== "POST") {
    return replyList(
      call,
      call.shelf
        .list(messagesOf(call, thread))
        .map(({ object }) => object)
        .toReversed(),
    );
  }
  const text = readContentText(call.body.content);
  return keepObject(call, buildMessage(call, thread, asString(call.body.role) ?? "user", text));
}

function event(name: string, data: JsonObject | string): Piece {
  return { text: `event: ${name}\ndata: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`, tokens: 1 };
}

function writeRun(run: JsonObject, message: JsonObject, text: string): Piece[] {
  const begun = { ...run, status: "in_progress", usage: null };
  const deltas = mapTokens(text, (value) => {
    const content = [{ index: 0, type: "text", text: { value } }];
    return event("thread.message.delta", {
      id: message.id ?? null,
      object: "thread.message.delta",
      delta: { content },
    });
  });
  return [
    event("thread.run.created", { ...begun, status: "queued" }),
    event("thread.run.in_progress", begun),
    event("thread.message.created", { ...message, status: "in_progress", content: [] }),
    ...deltas,
    event("thread.message.completed", { ...message, status: "completed" }),
    event("thread.run.completed", run),
    event("done", "[DONE]"),
  ];
}

async function* encodePieces(pieces: readonly Piece[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { text } of pieces) yield await Promise.resolve(new TextEncoder().encode(text));
}

function answerQuestion(question: string, model: string): string {
  const plain = { model, isStreaming: false, question, toolResult: null, tools: [], answerSchema: null };
  const rest = { maxTokens: null, stops: [], choiceCount: 1, inputTokens: countTokens(question) };
  const demo = findDemoModel("demo-fast");
  return demo === null ? "" : planAnswer({ ...plain, ...rest }, demo, 0).text;
}

function createRun(call: DemoCall, thread: string): UpstreamResponse {
  const model = asString(call.body.model) ?? "demo";
  const last = call.shelf.list(messagesOf(call, thread)).at(-1)?.object ?? {};
  const text = answerQuestion(readText(last), model);
  const message = buildMessage(call, thread, "assistant", text);
  call.shelf.put(messagesOf(call, thread), asString(message.id) ?? "", { object: message, bytes: null });
  const [prompt_tokens, completion_tokens] = [countTokens(readText(last)), countTokens(text)];
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
  const about = {
    object: "thread.run",
    created_at: nowS(),
    thread_id: thread,
    assistant_id: call.body.assistant_id ?? null,
  };
  const run = { id: createItemId(call, "run_"), ...about, status: "completed", model, usage, metadata: {} };
  const where = shelfPath(call, `/v1/threads/${thread}/runs`);
  call.shelf.put(where, run.id, { object: run, bytes: null });
  return call.body.stream === true
    ? replyPieces(call, encodePieces(writeRun(run, message, text)))
    : replyJson(call, run);
}

/** Runs a thread, which is done at once, or lists its runs. */
export function answerRuns(call: DemoCall, thread: string): UpstreamResponse {
  if (call.shelf.get(shelfPath(call, "/v1/threads"), thread) === null) return replyMissing(call, thread);
  if (call.request.method === "POST") return createRun(call, thread);
  return replyList(
    call,
    call.shelf
      .list(shelfPath(call, call.path))
      .map(({ object }) => object)
      .toReversed(),
  );
}

/** Makes a thread and runs it. */
export function answerThreadAndRun(call: DemoCall): UpstreamResponse {
  const id = createItemId(call, "thread_");
  const thread = { id, object: "thread", created_at: nowS(), metadata: {}, tool_resources: {} };
  call.shelf.put(shelfPath(call, "/v1/threads"), id, { object: thread, bytes: null });
  for (const given of asArray(asObject(call.body.thread)?.messages)) {
    const { role, content } = asObject(given) ?? {};
    const message = buildMessage(call, id, asString(role) ?? "user", readContentText(content));
    call.shelf.put(messagesOf(call, id), asString(message.id) ?? "", { object: message, bytes: null });
  }
  return createRun(call, id);
}

/** One message or run of a thread. */
export function answerThreadItem(call: DemoCall, id: string): UpstreamResponse {
  const item = call.shelf.get(shelfPath(call, call.path.slice(0, call.path.lastIndexOf("/"))), id);
  return item === null ? replyMissing(call, id) : replyJson(call, item.object);
}
