import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asArray, asObject, asString, listObjects, tryParseJson, type JsonObject } from "@/lib/core/json/json-access";
import { findModelError } from "./answer-generation";
import { replyList, replyMissing } from "./answer-collections";
import { shelfPath, type DemoCall } from "./demo-call";
import { replyError, replyJson, replyPieces } from "./reply";
import { readResponses } from "./read-responses";
import { createSeededRandom } from "./seeded-random";
import { createBadRequest } from "./vendor-error";

const responsesPath = "/v1/responses";
const mostEventBytes = 256 * 1024;

function listInput({ body, seed }: DemoCall): JsonObject[] {
  const input =
    typeof body.input === "string"
      ? [{ role: "user", content: [{ type: "input_text", text: body.input }] }]
      : asArray(body.input);
  const random = createSeededRandom(`input ${seed}`);
  return input.map((item) => ({ id: `msg_${random.characters(48)}`, type: "message", ...asObject(item) }));
}

function keep(call: DemoCall, response: JsonObject | null, events: string): void {
  if (response === null || call.body.store === false || events.length > mostEventBytes) return;
  const where = shelfPath(call, responsesPath);
  const object = { response, input: listInput(call) };
  call.shelf.put(where, asString(response.id) ?? "", { object, bytes: new TextEncoder().encode(events) });
}

/** The response that the last event of a stream carries. */
function findFinal(events: string): JsonObject | null {
  const data = events.trimEnd().split("\ndata: ").at(-1) ?? "";
  return asObject(asObject(tryParseJson(data))?.response);
}

async function* keepAtEnd(
  call: DemoCall,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder();
  let events = "";
  for await (const bytes of body) {
    if (events.length <= mostEventBytes) events += decoder.decode(bytes, { stream: true });
    yield bytes;
  }
  keep(call, findFinal(events), events);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) text += decoder.decode(bytes, { stream: true });
  return text;
}

/** Answers a response as `create` does, and remembers it unless it was told not to. */
export async function createStoredResponse(
  call: DemoCall,
  create: (call: DemoCall) => Promise<UpstreamResponse>,
): Promise<UpstreamResponse> {
  const answer = await create(call);
  if (answer.status !== 200) return answer;
  if (call.body.stream === true) return { ...answer, body: keepAtEnd(call, answer.body) };
  const response = asObject(tryParseJson(await readAll(answer.body)));
  keep(call, response, "");
  const isBackground = call.body.background === true;
  return replyJson(call, isBackground ? { ...response, status: "queued", output: [], usage: null } : response);
}

function replay(call: DemoCall, events: string): UpstreamResponse {
  const after = Number(call.query.get("starting_after") ?? -1);
  const wanted = events.split("\n\n").filter((event) => {
    const data = asObject(tryParseJson(event.split("\ndata: ").at(-1) ?? ""));
    return typeof data?.sequence_number === "number" && data.sequence_number > after;
  });
  async function* write(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const event of wanted) yield await Promise.resolve(new TextEncoder().encode(`${event}\n\n`));
  }
  return replyPieces(call, write());
}

/** A response that was made before: whole, streamed again, cancelled or forgotten. */
export function answerStoredResponse(call: DemoCall, id: string): UpstreamResponse {
  const where = shelfPath(call, responsesPath);
  const item = call.shelf.get(where, id);
  if (item === null) return replyMissing(call, id);
  if (call.request.method === "DELETE") {
    call.shelf.delete(where, id);
    return replyJson(call, { id, object: "response.deleted", deleted: true });
  }
  const events = new TextDecoder().decode(item.bytes ?? new Uint8Array());
  if (call.query.get("stream") === "true" && events !== "") return replay(call, events);
  return replyJson(call, item.object.response ?? null);
}

/** What a response that was made before was asked. */
export function answerInputItems(call: DemoCall, id: string): UpstreamResponse {
  const item = call.shelf.get(shelfPath(call, responsesPath), id);
  if (item === null) return replyMissing(call, id);
  return replyList(call, listObjects(item.object.input));
}

/** How many tokens a response would be asked with. */
export function answerInputTokens(call: DemoCall): UpstreamResponse {
  const request = readResponses({ input: "", ...call.body });
  const tokens: Json = "problem" in request ? 0 : request.inputTokens;
  return replyJson(call, { object: "response.input_tokens", input_tokens: tokens });
}

/** A conversation made shorter: its last message and a seal that stands for the rest. */
export function answerCompact(call: DemoCall): UpstreamResponse {
  const error = findModelError(call.body, "openai");
  if (error !== null) return replyError(call, error);
  const request = readResponses(call.body);
  if ("problem" in request) return replyError(call, createBadRequest(request.problem, request.parameter));
  const random = createSeededRandom(call.seed);
  const output = [
    ...listInput(call).slice(-1),
    { id: `cmp_${random.characters(48)}`, type: "compaction", encrypted_content: random.characters(64) },
  ];
  const usage = { input_tokens: request.inputTokens, output_tokens: 8, total_tokens: request.inputTokens + 8 };
  const created_at = Math.floor(Date.now() / 1000);
  return replyJson(call, {
    id: `resp_${random.characters(48)}`,
    object: "response.compaction",
    created_at,
    output,
    usage,
  });
}
