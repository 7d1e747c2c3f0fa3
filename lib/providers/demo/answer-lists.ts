import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import { asArray, asNumber } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoCall } from "./demo-call";
import { demoModelIds, findDemoModel } from "./demo-models";
import { findModelError } from "./answer-generation";
import { countInputTokens, findMessagesProblem } from "./read-messages";
import { replyError, replyJson } from "./reply";
import { createSeededRandom } from "./seeded-random";
import { countTokens } from "./split-tokens";
import { createBadRequest } from "./vendor-error";

/** 1 November 2026. */
const modelsCreatedAt = 1_793_491_200;
const usualDimensions = 256;
const mostDimensions = 3_072;
const mostInputs = 2_048;

function describeModel(call: DemoCall, id: string): Json {
  if (call.dialect === "openai") return { id, object: "model", created: modelsCreatedAt, owned_by: "diffract" };
  return { type: "model", id, display_name: id, created_at: new Date(modelsCreatedAt * 1000).toISOString() };
}

/** The list of models in the shape of the dialect. */
export function answerModels(call: DemoCall): UpstreamResponse {
  const data = demoModelIds.map((id) => describeModel(call, id));
  if (call.dialect === "openai") return replyJson(call, { object: "list", data });
  return replyJson(call, {
    data,
    has_more: false,
    first_id: demoModelIds[0] ?? null,
    last_id: demoModelIds.at(-1) ?? null,
  });
}

/** One model. */
export function answerModel(call: DemoCall, id: string): UpstreamResponse {
  const error = findModelError({ model: id }, call.dialect);
  if (error !== null || findDemoModel(id) === null) {
    return replyError(call, error ?? createBadRequest("model: Field required", null));
  }
  return replyJson(call, describeModel(call, id));
}

/** How many tokens a messages request has. */
export function answerCountTokens(call: DemoCall): UpstreamResponse {
  const error = findModelError(call.body, "anthropic");
  const problem = findMessagesProblem(call.body);
  if (error !== null) return replyError(call, error, "anthropic");
  if (problem !== null) return replyError(call, createBadRequest(problem.problem, null), "anthropic");
  return replyJson(call, { input_tokens: countInputTokens(call.body) });
}

/** A unit vector that is the same for the same text. */
function embed(text: string, dimensions: number): number[] {
  const random = createSeededRandom(text);
  const vector = Array.from({ length: dimensions }, () => random.between(-1, 1));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Little-endian float32 in base64, as OpenAI's clients ask for by default. */
function toFloatBase64(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, index) => {
    view.setFloat32(index * 4, value, true);
  });
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(""));
}

/** One vector per input. */
export function answerEmbeddings(call: DemoCall): UpstreamResponse {
  const { input } = call.body;
  const error = findModelError(call.body, "openai");
  if (error !== null) return replyError(call, error);
  const texts = (typeof input === "string" ? [input] : asArray(input)).map((item) =>
    typeof item === "string" ? item : JSON.stringify(item),
  );
  if (texts.length === 0) return replyError(call, createBadRequest("Missing required parameter: 'input'.", "input"));
  if (texts.length > mostInputs) {
    return replyError(call, createBadRequest(`'input' must have at most ${mostInputs} items.`, "input"));
  }
  const asked = Math.floor(asNumber(call.body.dimensions) ?? usualDimensions);
  const dimensions = Math.min(Math.max(asked, 1), mostDimensions);
  const isBase64 = call.body.encoding_format === "base64";
  const data = texts.map((text, index) => {
    const vector = embed(text, dimensions);
    return { object: "embedding", index, embedding: isBase64 ? toFloatBase64(vector) : vector };
  });
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  return replyJson(call, {
    object: "list",
    data,
    model: call.body.model ?? null,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}
