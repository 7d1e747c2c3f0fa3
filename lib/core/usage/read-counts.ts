import { isObject } from "../json/json-access";
import type { Json } from "../dialects/dialect-adapter";

/** Counts by canonical name. */
export type Counts = Record<string, number>;

/** What providers call the parts of the input, and what we do. Other names stay as they are. */
export const inputNames: Readonly<Record<string, string>> = {
  cache_read_tokens: "cached_tokens",
  cache_read_input_tokens: "cached_tokens",
  prompt_cache_hit_tokens: "cached_tokens",
  num_cached_tokens: "cached_tokens",
  cache_creation_tokens: "cache_write_tokens",
  cache_creation_input_tokens: "cache_write_tokens",
  ephemeral_5m_input_tokens: "cache_write_5m_tokens",
  ephemeral_1h_input_tokens: "cache_write_1h_tokens",
  ttl_30m_tokens: "cache_write_30m_tokens",
  ttl_12h_tokens: "cache_write_12h_tokens",
};

/** The same for the output. */
export const outputNames: Readonly<Record<string, string>> = { thinking_tokens: "reasoning_tokens" };

/** Details of details: by how long they are kept, or by what kind they are of. */
const nested: Readonly<Record<string, string>> = {
  cache_write_tokens_details: "",
  cache_creation_token_details: "",
  cached_tokens_details: "cached_",
};

/** A number of tokens or requests, or `null` for what is none. */
export function asCount(value: Json | undefined): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** The first that is a count. */
export function firstCount(...values: readonly (Json | undefined)[]): number | null {
  for (const value of values) {
    const count = asCount(value);
    if (count !== null) return count;
  }
  return null;
}

/** Adds the counts of an object under their canonical names; what is known already stays. */
export function addCounts(
  target: Counts,
  source: Json | undefined,
  names: Readonly<Record<string, string>>,
  prefix = "",
): void {
  if (!isObject(source)) return;
  for (const [key, value] of Object.entries(source)) {
    const inner = nested[key];
    if (inner !== undefined) {
      addCounts(target, value, names, inner);
      continue;
    }
    const count = asCount(value);
    const name = prefix + (names[key] ?? key);
    if (count !== null && name !== "__proto__" && !Object.hasOwn(target, name)) target[name] = count;
  }
}
