import type { Usage } from "../contracts/call";
import { asNumber, asObject, isObject, type JsonObject } from "../json/json-access";
import type { Json } from "./dialect-adapter";

const unknownUsage: Usage = {
  input_tokens: null,
  output_tokens: null,
  total_tokens: null,
  input_details: {},
  output_details: {},
  source: "unknown",
};

/** Copies the numbers of a detail object, whatever their names. */
function copyNumbers(target: Record<string, number>, source: Json | undefined): void {
  if (!isObject(source)) return;
  for (const [key, value] of Object.entries(source)) {
    const number = asNumber(value);
    if (number !== null && key !== "__proto__") target[key] = number;
    else copyNumbers(target, value);
  }
}

function firstNumber(...values: readonly (Json | undefined)[]): number | null {
  for (const value of values) {
    const number = asNumber(value);
    if (number !== null) return number;
  }
  return null;
}

/** Where a body of an OpenAI-like provider keeps its usage. */
function findUsage(body: Json): JsonObject | null {
  const root = asObject(body);
  return asObject(root?.usage) ?? asObject(asObject(root?.x_groq)?.usage);
}

/**
 * Total above input plus output means that reasoning was left out of the output (xAI, Gemini), except where the total
 * counts audio of the prompt (Mistral): then the difference is input.
 */
function settleTotals(usage: JsonObject, input: number | null, output: number | null): [number | null, number | null] {
  const total = asNumber(usage.total_tokens);
  if (total === null || input === null || total <= input + (output ?? 0)) return [input, output];
  if ((asNumber(usage.prompt_audio_seconds) ?? 0) > 0) return [total - (output ?? 0), output];
  return [input, total - input];
}

/** Usage of chat completions, completions, Responses and embeddings, of every provider that speaks them. */
export function readOpenaiUsage(body: Json): Usage {
  const usage = findUsage(body);
  if (usage === null) return unknownUsage;
  const inputDetails: Record<string, number> = {};
  const outputDetails: Record<string, number> = {};
  copyNumbers(inputDetails, usage.prompt_tokens_details ?? usage.input_tokens_details);
  copyNumbers(outputDetails, usage.completion_tokens_details ?? usage.output_tokens_details);
  const cached = firstNumber(usage.prompt_cache_hit_tokens, usage.cached_tokens, usage.num_cached_tokens);
  if (cached !== null && !("cached_tokens" in inputDetails)) inputDetails.cached_tokens = cached;
  const [input, output] = settleTotals(
    usage,
    firstNumber(usage.prompt_tokens, usage.input_tokens),
    firstNumber(usage.completion_tokens, usage.output_tokens),
  );
  if (input === null && output === null) return unknownUsage;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: (input ?? 0) + (output ?? 0),
    input_details: inputDetails,
    output_details: outputDetails,
    source: "reported",
  };
}

/** What `count_tokens` answers: a count and nothing else. */
function readCount(root: JsonObject | null): Usage {
  const counted = asNumber(root?.input_tokens);
  return counted === null ? unknownUsage : { ...unknownUsage, input_tokens: counted, source: "reported" };
}

function readAnthropicDetails(usage: JsonObject): Pick<Usage, "input_details" | "output_details"> {
  const inputDetails: Record<string, number> = {};
  const outputDetails: Record<string, number> = {};
  for (const key of ["cache_read_input_tokens", "cache_creation_input_tokens"] as const) {
    const value = asNumber(usage[key]);
    if (value !== null) inputDetails[key] = value;
  }
  copyNumbers(inputDetails, usage.cache_creation);
  copyNumbers(outputDetails, usage.output_tokens_details);
  copyNumbers(outputDetails, usage.server_tool_use);
  return { input_details: inputDetails, output_details: outputDetails };
}

/** Usage of Anthropic messages: cached tokens are not part of `input_tokens` there, so they are added. */
export function readAnthropicUsage(body: Json): Usage {
  const root = asObject(body);
  const usage = asObject(root?.usage);
  if (root === null || usage === null) return readCount(root);
  const fresh = asNumber(usage.input_tokens);
  const output = asNumber(usage.output_tokens);
  if (fresh === null && output === null) return unknownUsage;
  const details = readAnthropicDetails(usage);
  const { cache_read_input_tokens: read = 0, cache_creation_input_tokens: written = 0 } = details.input_details;
  const input = fresh === null ? null : fresh + read + written;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: (input ?? 0) + (output ?? 0),
    ...details,
    // Only `message_start` has come: its output count is a beginning.
    source: root.stop_reason === null ? "partial" : "reported",
  };
}
