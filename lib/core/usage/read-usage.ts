/**
 * Canonical usage out of any body: what the provider said, in one meaning of the words. Input includes what was read from
 * and written to a cache, output includes reasoning, total is both. Told by the shape of the body, not by who sent it.
 */
import type { Usage } from "../contracts/call";
import {
  asArray,
  asObject,
  asString,
  isObject,
  tryParseJson,
  type JsonObject,
  type OpenObject,
} from "../json/json-access";
import type { Json, SseEvent } from "../dialects/dialect-adapter";
import { addCounts, asCount, firstCount, inputNames, outputNames, type Counts } from "./read-counts";
import { readReportedCost } from "./read-reported-cost";

/** Nobody said anything. */
export const unknownUsage: Usage = {
  input_tokens: null,
  output_tokens: null,
  total_tokens: null,
  input_details: {},
  output_details: {},
  source: "unknown",
};

type Tokens = Pick<Usage, "input_tokens" | "output_tokens" | "total_tokens" | "input_details" | "output_details">;

/** Anthropic's own meaning: tokens of the cache are not part of `input_tokens`. */
function isAnthropic(usage: JsonObject, root: JsonObject): boolean {
  if (usage.prompt_tokens !== undefined || usage.input_tokens_details !== undefined) return false;
  return root.type === "message" || usage.cache_creation_input_tokens !== undefined || usage.iterations !== undefined;
}

/** Also the usage of one iteration, which has the same shape. */
function readAnthropicTokens(usage: JsonObject): Tokens {
  const inputDetails: Counts = {};
  const outputDetails: Counts = {};
  addCounts(inputDetails, pick(usage, ["cache_read_input_tokens", "cache_creation_input_tokens"]), inputNames);
  addCounts(inputDetails, usage.cache_creation, inputNames);
  addCounts(outputDetails, usage.output_tokens_details, outputNames);
  const { cached_tokens: read = 0, cache_write_5m_tokens: short = 0, cache_write_1h_tokens: long = 0 } = inputDetails;
  const { cache_write_tokens: written = short + long } = inputDetails;
  const fresh = asCount(usage.input_tokens);
  const input = fresh === null ? null : fresh + read + written;
  const output = asCount(usage.output_tokens);
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input === null || output === null ? null : input + output,
    input_details: inputDetails,
    output_details: outputDetails,
  };
}

function pick(source: JsonObject, keys: readonly string[]): JsonObject {
  const picked: OpenObject = {};
  for (const key of keys) if (source[key] !== undefined) picked[key] = source[key];
  return picked;
}

const topInput = ["cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens"] as const;
const topCache = ["cache_read_input_tokens", "cache_creation_input_tokens"] as const;

function readOpenaiDetails(usage: JsonObject): Pick<Usage, "input_details" | "output_details"> {
  const inputDetails: Counts = {};
  const outputDetails: Counts = {};
  for (const key of ["prompt_tokens_details", "input_tokens_details", "input_token_details"]) {
    addCounts(inputDetails, usage[key], inputNames);
  }
  addCounts(inputDetails, pick(usage, [...topInput, ...topCache]), inputNames);
  for (const key of ["completion_tokens_details", "output_tokens_details", "output_token_details"]) {
    addCounts(outputDetails, usage[key], outputNames);
  }
  addCounts(outputDetails, pick(usage, ["reasoning_tokens"]), outputNames);
  return { input_details: inputDetails, output_details: outputDetails };
}

/**
 * Total above input plus output means that reasoning was left out of the output (xAI, Gemini), except where the total
 * counts audio of the prompt (Mistral): then the difference is input.
 */
function settleTotal(usage: JsonObject, input: number | null, output: number | null): [number | null, number | null] {
  const total = asCount(usage.total_tokens);
  if (total === null || input === null || output === null || total <= input + output) return [input, output];
  const seconds = usage.prompt_audio_seconds;
  return typeof seconds === "number" && seconds > 0 ? [total - output, output] : [input, total - input];
}

/** Embeddings and rerankings write nothing, so a total is all input. */
function writesNothing(root: JsonObject): boolean {
  return root.choices === undefined && root.output === undefined && (isList(root.data) || isList(root.results));
}

function isList(value: Json | undefined): boolean {
  return Array.isArray(value);
}

function readOpenaiTokens(usage: JsonObject, root: JsonObject): Tokens {
  const said = asCount(usage.total_tokens);
  const whole = asObject(usage.tokens) ?? usage;
  const given = firstCount(whole.prompt_tokens, whole.input_tokens);
  const [input, output] = settleTotal(
    usage,
    given === null && writesNothing(root) ? said : given,
    firstCount(whole.completion_tokens, whole.output_tokens),
  );
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input === null || output === null ? said : input + output,
    ...readOpenaiDetails(usage),
  };
}

/** Server tools are billed by the request; each provider counts them under another name. */
function readRequests(usage: JsonObject, root: JsonObject): Counts {
  const requests: Counts = {};
  addCounts(requests, usage.server_tool_use, {});
  addCounts(requests, usage.server_tool_use_details, {});
  addCounts(requests, usage.server_side_tool_usage_details, { web_search_calls: "web_search_requests" });
  addCounts(requests, pick(usage, ["num_search_queries"]), { num_search_queries: "web_search_requests" });
  addCounts(requests, asObject(root.tool_usage)?.web_search, { num_requests: "web_search_requests" });
  return requests;
}

function readIterations(usage: JsonObject): NonNullable<Usage["iterations"]> {
  return asArray(usage.iterations).flatMap((one) => {
    if (!isObject(one)) return [];
    return [{ model: asString(one.model), ...readAnthropicTokens(one) }];
  });
}

/** Seconds of audio, where those are counted instead of tokens, or besides. */
function readSeconds(usage: JsonObject | null, root: JsonObject): number | null {
  const seconds = usage?.seconds ?? usage?.prompt_audio_seconds;
  const length = seconds ?? (usage === null && isString(root.text) ? Number(root.duration ?? Number.NaN) : undefined);
  return typeof length === "number" && Number.isFinite(length) && length >= 0 ? length : null;
}

function isString(value: Json | undefined): value is string {
  return typeof value === "string";
}

/** What decides about the price besides the counts, as the answer names it. */
function readTerms(usage: JsonObject, root: JsonObject): NonNullable<Usage["terms"]> {
  const tier = asString(usage.service_tier) ?? asString(root.service_tier);
  const speed = asString(usage.speed);
  const geo = asString(usage.inference_geo);
  return {
    ...(tier !== null && { service_tier: tier }),
    ...(speed !== null && { speed }),
    ...(geo !== null && { inference_geo: geo }),
  };
}

/** Leaves out what there is nothing of. */
function readExtras(usage: JsonObject, root: JsonObject): Partial<Usage> {
  const seconds = readSeconds(usage, root);
  const requests = readRequests(usage, root);
  const iterations = readIterations(usage);
  const terms = readTerms(usage, root);
  const cost = readReportedCost(usage);
  return {
    ...(seconds !== null && { audio_seconds: seconds }),
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(iterations.length > 0 && { iterations }),
    ...(Object.keys(terms).length > 0 && { terms }),
    ...(cost !== null && { reported_cost: cost }),
    raw: usage,
  };
}

function saysNothing({ input_tokens, output_tokens, total_tokens, audio_seconds, reported_cost }: Usage): boolean {
  const said = [input_tokens, output_tokens, total_tokens, audio_seconds, reported_cost];
  return said.every((value) => value === null || value === undefined);
}

/** Bodies without a usage object that say something all the same. */
function readBare(root: JsonObject): Usage {
  const counted = asCount(root.input_tokens);
  if (counted !== null) return { ...unknownUsage, input_tokens: counted, source: "reported" };
  const seconds = readSeconds(null, root);
  return seconds === null ? unknownUsage : { ...unknownUsage, audio_seconds: seconds, source: "reported" };
}

/** Where bodies and stream events keep their usage. */
function findUsage(root: JsonObject): { readonly usage: JsonObject; readonly holder: JsonObject } | null {
  const places = [root, asObject(root.x_groq), asObject(root.response), asObject(root.message)];
  for (const holder of places) {
    const usage = asObject(holder?.usage);
    if (holder != null && usage !== null) return { usage, holder: holder === places[1] ? root : holder };
  }
  // Moonshot says it in the last choice that it finishes, of all choices together.
  const usage = asObject(asObject(asArray(root.choices).at(-1))?.usage);
  return usage === null ? null : { usage, holder: root };
}

/** The usage that a whole or reassembled body reports. */
export function readUsage(body: Json): Usage {
  const root = asObject(body);
  if (root === null) return unknownUsage;
  const found = findUsage(root);
  if (found === null) return readBare(root);
  const { usage, holder } = found;
  const isMessage = isAnthropic(usage, holder);
  const tokens = isMessage ? readAnthropicTokens(usage) : readOpenaiTokens(usage, holder);
  // Of an Anthropic message only the start has come: its output count is a beginning.
  const source = isMessage && holder.stop_reason === null ? "partial" : "reported";
  const read: Usage = { ...tokens, ...readExtras(usage, holder), source };
  return saysNothing(read) ? unknownUsage : read;
}

/** The usage of a stream that is not reassembled (transcription, images, speech, runs of assistants): the last that it said. */
export function readStreamUsage(events: Iterable<SseEvent>): Usage {
  let last = unknownUsage;
  for (const { data } of events) {
    if (!data.includes('"usage"')) continue;
    const usage = readUsage(tryParseJson(data) ?? null);
    if (usage.source !== "unknown") last = usage;
  }
  return last;
}
