import type { CustomPrice, PricedCall } from "@/lib/core/contracts/pricing";
import { matchModel } from "@/lib/core/upstreams/match-model";
import { multiplyDecimals } from "@/lib/core/money/decimal";
import { toRate, type PriceList, type Rate, type RateName } from "./price-list";

/** A minute's price as an hour's. */
function toHour(text: string | undefined): Rate | undefined {
  const minute = toRate(text);
  return minute === undefined
    ? undefined
    : { base: multiplyDecimals(minute.base, { digits: 60n, scale: 0 }), tiers: [] };
}

function toRates(price: CustomPrice): PriceList["rates"] {
  const rates: Readonly<Record<RateName, Rate | undefined>> = {
    input: toRate(price.input_per_million),
    cached_input: toRate(price.cached_input_per_million),
    cache_write: toRate(price.cache_write_per_million),
    cache_write_1h: toRate(price.cache_write_1h_per_million),
    audio_input: toRate(price.audio_input_per_million),
    cached_audio_input: undefined,
    image_input: toRate(price.image_input_per_million),
    output: toRate(price.output_per_million),
    audio_output: toRate(price.audio_output_per_million),
    image_output: toRate(price.image_output_per_million),
    web_search: toRate(price.per_web_search),
    request: toRate(price.per_request),
    audio_hour: toHour(price.audio_per_minute),
  };
  return Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate !== undefined));
}

function fits(price: CustomPrice, call: PricedCall, models: readonly string[]): boolean {
  if (price.provider !== undefined && price.provider !== call.provider) return false;
  const tier = call.usage.terms?.["service_tier"] ?? call.requested_tier ?? "default";
  if (price.service_tier !== undefined && price.service_tier !== tier) return false;
  return models.some((model) => matchModel(price.model, model));
}

/** The first of a project's prices that is meant for the call. */
export function findCustomPrice(
  call: PricedCall,
  prices: readonly CustomPrice[],
  models: readonly string[],
): PriceList | null {
  const price = prices.find((candidate) => fits(candidate, call, models));
  return price === undefined ? null : { source: "project", name: price.model, rates: toRates(price), isComplete: true };
}
