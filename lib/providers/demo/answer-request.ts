import type { Dialect } from "@/lib/core/contracts/call";
import type { UpstreamRequest, UpstreamResponse } from "@/lib/core/contracts/provider";
import { asObject, tryParseJson, type JsonObject } from "@/lib/core/json/json-access";
import { isDeeperThan } from "@/lib/core/json/is-deeper-than";
import { decodeBody } from "./decode-body";
import type { DemoCall } from "./demo-call";
import { DemoShelf } from "./demo-shelf";
import { findAnswer } from "./find-answer";
import { replyError } from "./reply";
import { createSeededRandom } from "./seeded-random";
import { createBadRequest, createNotFound } from "./vendor-error";

const shelf = new DemoShelf();
/** What walks through a body has a small stack; no request that means something is nested like this. */
const deepest = 500;

function findHeader({ headers }: UpstreamRequest, name: string): string | null {
  return headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1] ?? null;
}

function readDialect(request: UpstreamRequest, path: string): Dialect {
  const isAnthropic = path.startsWith("/v1/messages") || findHeader(request, "anthropic-version") !== null;
  return isAnthropic ? "anthropic" : "openai";
}

/** Long bodies differ at their ends; hashing all of a huge one would stall others. */
const seedLength = 4_096;

interface ReadBody {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: JsonObject;
}

function createCall(request: UpstreamRequest, path: string, { bytes, text, json }: ReadBody): DemoCall {
  const dialect = readDialect(request, path);
  const seed = `${path} ${text.length} ${text.slice(0, seedLength)} ${text.slice(-seedLength)}`;
  const random = createSeededRandom(`request ${seed}`);
  const requestId =
    dialect === "anthropic" ? `req_01${random.characters(22)}` : `req_${random.characters(32, "0123456789abcdef")}`;
  const query = new URLSearchParams(request.target.slice(path.length));
  return { request, dialect, requestId, path, query, body: json, bytes, seed, shelf, answer };

  async function answer(innerPath: string, inner: JsonObject) {
    const body = new TextEncoder().encode(JSON.stringify(inner));
    const headers: UpstreamRequest["headers"] = [["content-type", "application/json"]];
    const reply = await answerRequest({ ...request, method: "POST", target: innerPath, headers, body });
    const decoder = new TextDecoder();
    let answered = "";
    for await (const piece of reply.body) answered += decoder.decode(piece, { stream: true });
    return { status: reply.status, body: answered };
  }
}

/** The body as text and as an object; `null` when it had to be one and is not. */
function readText(request: UpstreamRequest, bytes: Uint8Array): ReadBody | null {
  const isForm = findHeader(request, "content-type")?.startsWith("multipart/") === true;
  const text = new TextDecoder().decode(isForm ? bytes.subarray(0, seedLength) : bytes);
  if (isForm || text.trim() === "") return { bytes, text, json: {} };
  const json = asObject(tryParseJson(text));
  return json === null || isDeeperThan(json, deepest) ? null : { bytes, text, json };
}

const noBody: ReadBody = { bytes: new Uint8Array(), text: "", json: {} };

async function* noBytes(): AsyncGenerator<Uint8Array, void, undefined> {
  await Promise.resolve();
}

/**
 * Answers like the vendor whose dialect is spoken, at a model's pace.
 * @throws the signal's reason when the call is aborted before the answer begins
 */
export async function answerRequest(request: UpstreamRequest): Promise<UpstreamResponse> {
  if (request.method === "HEAD") {
    const answer = await answerRequest({ ...request, method: "GET" });
    return { ...answer, body: noBytes() };
  }
  const path = request.target.replace(/\?.*$/s, "");
  const bytes = await decodeBody(request.body ?? noBody.bytes, findHeader(request, "content-encoding") ?? "");
  const read = bytes === null || request.method !== "POST" ? null : readText(request, bytes);
  const call = createCall(request, path, read ?? noBody);
  if (request.method === "POST" && read === null) {
    const problem = "We could not parse the JSON body of your request: expected a JSON object, not too deeply nested.";
    return replyError(call, createBadRequest(problem, null));
  }
  const answer = await findAnswer(call);
  if (answer !== null) return answer;
  const missing = `Invalid URL (${request.method} ${path}): the demo provider does not have it.`;
  return replyError(call, createNotFound(missing, null));
}
