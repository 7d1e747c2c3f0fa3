import { isObject, tryParseJson } from "../json/json-access";

/** What an event without choices may carry besides usage, and then is no mere usage chunk. */
const otherNews = ["error", "moderation", "prompt_filter_results"] as const;

/** Asked for usage, some upstreams write `"usage":null` into every event: only this one is parsed for it. */
const emptyChoices = /"choices"\s*:\s*\[\s*\]/;

/** Whether an event's data is the extra chunk that `include_usage` brings: no choices, only counts. */
export function isUsageChunk(data: string): boolean {
  if (!data.includes('"usage"') || !emptyChoices.test(data)) return false;
  const chunk = tryParseJson(data);
  if (!isObject(chunk) || !isObject(chunk.usage)) return false;
  if (!Array.isArray(chunk.choices) || chunk.choices.length > 0) return false;
  return otherNews.every((key) => chunk[key] === undefined || chunk[key] === null);
}
