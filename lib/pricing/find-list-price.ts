/** Prices of the table that comes with `@pydantic/genai-prices`; never fetched. */
import { calcPrice, findProvider, type PriceCalculation } from "@pydantic/genai-prices";
import type { PricedCall } from "@/lib/core/contracts/pricing";
import { divideByPowerOfTen, parseDecimal, type Decimal } from "@/lib/core/money/decimal";
import type { PriceList, Rate, RateName } from "./price-list";

/** The version is that of the installed package, which a test checks. */
const source = "genai-prices 0.1.8";

/** Our provider plugins, and what the table calls them. The others are found by their address, or not at all. */
const tableNames: Readonly<Record<string, string>> = {
  openai: "openai",
  anthropic: "anthropic",
  "azure-openai": "azure",
  deepseek: "deepseek",
  gemini: "google",
  groq: "groq",
  mistral: "mistral",
  openrouter: "openrouter",
  perplexity: "perplexity",
  together: "together",
  xai: "x-ai",
};

/** The table's keys, and by how many the price is meant: a million tokens, a thousand requests, an hour. */
const keys: readonly (readonly [key: string, rate: RateName, power: number])[] = [
  ["input_mtok", "input", 0],
  ["cache_read_mtok", "cached_input", 0],
  ["cache_write_mtok", "cache_write", 0],
  ["cache_write_1h_mtok", "cache_write_1h", 0],
  ["input_audio_mtok", "audio_input", 0],
  ["cache_audio_read_mtok", "cached_audio_input", 0],
  ["input_image_mtok", "image_input", 0],
  ["output_mtok", "output", 0],
  ["output_audio_mtok", "audio_output", 0],
  ["output_image_mtok", "image_output", 0],
  ["web_searches_kcount", "web_search", 3],
  ["requests_kcount", "request", 3],
  ["audio_hours", "audio_hour", 0],
];
/** Groq charges its transcriptions from ten seconds on. */
const leastSeconds: Readonly<Record<string, number>> = { groq: 10 };

export interface ListPrice {
  readonly list: PriceList;
  /** As the table names them. */
  readonly provider: string;
  readonly model: string;
}

function toPrice(value: number, power: number): Decimal | null {
  const price = parseDecimal(String(value));
  return price === null ? null : divideByPowerOfTen(price, power);
}

function toRate(value: PriceCalculation["model_price"][string], power: number): Rate | null {
  if (value === undefined) return null;
  if (typeof value === "number") {
    const base = toPrice(value, power);
    return base === null ? null : { base, tiers: [] };
  }
  const base = toPrice(value.base, power);
  const tiers = value.tiers.flatMap(({ start, price }) => {
    const decimal = toPrice(price, power);
    return decimal === null ? [] : [{ above: start, price: decimal }];
  });
  return base === null ? null : { base, tiers };
}

function toListPrice({ provider, model, model_price: price }: PriceCalculation): ListPrice {
  const rates: Partial<Record<RateName, Rate>> = {};
  for (const [key, name, power] of keys) {
    const rate = toRate(price[key], power);
    if (rate !== null) rates[name] = rate;
  }
  const least = leastSeconds[provider.id];
  const list = { source, name: `${provider.id}/${model.id}`, rates };
  return {
    list: least === undefined ? list : { ...list, leastAudioSeconds: least },
    provider: provider.id,
    model: model.id,
  };
}

/** An address says more than the plugin: OpenAI's is used for many places that speak as OpenAI does. */
function findTableName({ provider, upstream_url: url }: PricedCall): string | null {
  const byUrl = url === null ? undefined : findProvider({ providerApiUrl: url })?.id;
  return byUrl ?? tableNames[provider ?? ""] ?? null;
}

function lookUp(call: PricedCall, model: string): ListPrice | null {
  const providerId = findTableName(call);
  if (providerId === null) return null;
  try {
    // Without counts: only the price is taken, for sums of floats would drift.
    const found = calcPrice({}, model, { providerId, timestamp: new Date(call.started_at) });
    return found === null ? null : toListPrice(found);
  } catch {
    return null;
  }
}

/** Prices change with dates and hours, never within a minute. */
const minuteMs = 60_000;
/** Models come from clients, so the memory of what they cost has an end. */
const maxRemembered = 1_000;
const remembered = new Map<string, ListPrice | null>();

/**
 * The table's price at the time of the call; `null` for places and models that it does not know. Looking one up costs more
 * than all else that is done to store a call, and most calls ask for what was just asked for.
 */
export function findListPrice(call: PricedCall, model: string): ListPrice | null {
  const minute = Math.floor(call.started_at / minuteMs);
  const key = JSON.stringify([call.provider, call.upstream_url, model, minute]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= maxRemembered) remembered.clear();
  const found = lookUp(call, model);
  remembered.set(key, found);
  return found;
}
