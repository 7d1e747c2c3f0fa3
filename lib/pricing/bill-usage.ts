/** Turns counts and a price list into the lines of a bill, exactly. */
import type { CostItem, TokenCounts, Usage } from "@/lib/core/contracts/call";
import {
  addDecimals,
  divideByPowerOfTen,
  divideRounded,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  type Decimal,
} from "@/lib/core/money/decimal";
import { pickRate, type PriceList, type Rate, type RateName } from "./price-list";

const million = 1_000_000;
const secondsPerHour = 3600;
const none: Decimal = { digits: 0n, scale: 0 };

/** So many of something that have a price of their own. */
interface Quantity {
  readonly rate: RateName;
  readonly item: string;
  readonly quantity: number;
}

export interface Bill {
  readonly items: readonly CostItem[];
  readonly sum: Decimal;
}

/** Parts are taken out of a whole where they have a price of their own; never more than there is. */
class Remainder {
  readonly parts: Quantity[] = [];

  constructor(
    private left: number,
    private readonly rates: PriceList["rates"],
  ) {}

  take(rate: RateName, item: string, count = 0): void {
    const quantity = Math.min(count, this.left);
    if (quantity <= 0 || this.rates[rate] === undefined) return;
    this.left -= quantity;
    this.parts.push({ rate, item, quantity });
  }

  rest(rate: RateName, item: string): Quantity[] {
    return [{ rate, item, quantity: this.left }, ...this.parts];
  }
}

function splitInput(tokens: number, { input_details: details }: TokenCounts, rates: PriceList["rates"]): Quantity[] {
  const input = new Remainder(tokens, rates);
  const hour = details["cache_write_1h_tokens"] ?? 0;
  input.take("cached_audio_input", "cached_audio_input", details["cached_audio_tokens"]);
  const cachedAudio = input.parts[0]?.quantity ?? 0;
  input.take("cached_input", "cached_input", (details["cached_tokens"] ?? 0) - cachedAudio);
  const hasHour = rates.cache_write_1h !== undefined;
  input.take("cache_write_1h", "cache_write_1h", hour);
  input.take("cache_write", "cache_write", (details["cache_write_tokens"] ?? 0) - (hasHour ? hour : 0));
  input.take("audio_input", "audio_input", (details["audio_tokens"] ?? 0) - cachedAudio);
  input.take("image_input", "image_input", details["image_tokens"]);
  return input.rest("input", "input");
}

function splitOutput(tokens: number, { output_details: details }: TokenCounts, rates: PriceList["rates"]): Quantity[] {
  const output = new Remainder(tokens, rates);
  output.take("audio_output", "audio_output", details["audio_tokens"]);
  output.take("image_output", "image_output", details["image_tokens"]);
  return output.rest("output", "output");
}

/** Whether tokens of one direction can be billed: they have a price and were counted, or there is nothing to bill. */
function isBillable(tokens: number | null, rate: Rate | undefined, isFreeUnpriced: boolean): boolean {
  if (rate !== undefined) return tokens !== null;
  return isFreeUnpriced || tokens === null || tokens === 0;
}

/** `null`: something has a price, and how much of it there was is not known; or it was counted, and has none. */
function splitTokens(counts: TokenCounts, { rates, isComplete = false }: PriceList): Quantity[] | null {
  const { input_tokens: input, output_tokens: output } = counts;
  const isInputFree = isComplete || rates.output !== undefined;
  if (!isBillable(input, rates.input, isInputFree) || !isBillable(output, rates.output, isComplete)) return null;
  const parts: Quantity[] = [];
  if (input !== null && rates.input !== undefined) parts.push(...splitInput(input, counts, rates));
  if (output !== null && rates.output !== undefined) parts.push(...splitOutput(output, counts, rates));
  return parts;
}

function toItem(price: Decimal, { item, quantity }: Quantity, per: number): { item: CostItem; amount: Decimal } {
  const product = multiplyDecimals(price, parseDecimal(String(quantity)) ?? none);
  const amount = per === million ? divideByPowerOfTen(product, 6) : divideRounded(product, per);
  const line = { item, quantity: String(quantity), price: formatDecimal(price), per, amount: formatDecimal(amount) };
  return { item: line, amount };
}

/**
 * The bill for one pass of a model.
 * @param factor what the terms of the call multiply prices of tokens by
 */
export function billTokens(counts: TokenCounts, list: PriceList, factor: Decimal): Bill | null {
  const quantities = splitTokens(counts, list);
  if (quantities === null) return null;
  const inputTokens = counts.input_tokens ?? 0;
  const lines = quantities.flatMap((quantity) => {
    const rate = list.rates[quantity.rate];
    if (rate === undefined || quantity.quantity === 0) return [];
    return [toItem(multiplyDecimals(pickRate(rate, inputTokens), factor), quantity, million)];
  });
  return toBill(lines);
}

/** What is charged besides tokens: by the request, by the search, by the length of audio. */
export function billExtras({ requests, audio_seconds: seconds }: Usage, list: PriceList): Bill {
  const { request, web_search: search, audio_hour: hour } = list.rates;
  const searches = requests?.["web_search_requests"] ?? 0;
  const charged = seconds === undefined ? 0 : Math.max(seconds, list.leastAudioSeconds ?? 0);
  const lines = [];
  if (request !== undefined) lines.push(toItem(request.base, { rate: "request", item: "request", quantity: 1 }, 1));
  if (search !== undefined && searches > 0) {
    lines.push(toItem(search.base, { rate: "web_search", item: "web_search_requests", quantity: searches }, 1));
  }
  if (hour !== undefined && charged > 0) {
    const quantity = { rate: "audio_hour", item: "audio_seconds", quantity: charged } as const;
    lines.push(toItem(hour.base, quantity, secondsPerHour));
  }
  return toBill(lines);
}

function toBill(lines: readonly { readonly item: CostItem; readonly amount: Decimal }[]): Bill {
  return {
    items: lines.map(({ item }) => item),
    sum: lines.reduce((sum, { amount }) => addDecimals(sum, amount), none),
  };
}

export function addBills(bills: readonly Bill[]): Bill {
  return {
    items: bills.flatMap(({ items }) => items),
    sum: bills.reduce((sum, bill) => addDecimals(sum, bill.sum), none),
  };
}
