import type { Cost, TokenCounts, Usage } from "@/lib/core/contracts/call";
import type { PricedCall, Pricer, ProjectPrices } from "@/lib/core/contracts/pricing";
import { compareDecimals, formatDecimal, keptScale, parseDecimal, type Decimal } from "@/lib/core/money/decimal";
import { addBills, billExtras, billTokens, type Bill } from "./bill-usage";
import { findCustomPrice } from "./find-custom-price";
import { findListPrice } from "./find-list-price";
import { findTermsFactor } from "./find-terms-factor";
import type { PriceList } from "./price-list";

const one: Decimal = { digits: 1n, scale: 0 };
const currency = "USD";
/** What no single call costs: a provider that says more is mistaken, and its word is not taken. */
const mostReported: Decimal = { digits: 10_000n, scale: 0 };
const mostBilled: Decimal = { digits: 1_000_000_000n, scale: 0 };

/** A price list with what the call's terms make of it. */
interface Tariff {
  readonly list: PriceList;
  readonly factor: Decimal;
  readonly words: readonly string[];
  /** Of the project's prices. */
  readonly version?: number;
}

/** What was answered is what is billed; the model that was asked for may be an alias that tables know better. */
function listModels({ model_answered: answered, model }: PricedCall): string[] {
  return [answered, model].filter((name, index, all) => name !== null && all.indexOf(name) === index) as string[];
}

function findTariff(call: PricedCall, own: ProjectPrices, models: readonly string[]): Tariff | null {
  const custom = findCustomPrice(call, own.prices, models);
  if (custom !== null) return { list: custom, factor: one, words: [], version: own.version };
  for (const model of models) {
    const found = findListPrice(call, model);
    if (found === null) continue;
    const terms = findTermsFactor(call, found.provider, found.model);
    return terms === null ? null : { list: found.list, ...terms };
  }
  return null;
}

/** Anthropic's passes by other models have those models' prices, and the top counts are only the last pass's. */
function billPasses(call: PricedCall, own: ProjectPrices, tariff: Tariff): Bill | null {
  const passes: readonly (TokenCounts & { readonly model?: string | null })[] = call.usage.iterations ?? [call.usage];
  const bills: Bill[] = [];
  for (const pass of passes) {
    const model = pass.model ?? null;
    const other = model === null ? tariff : findTariff(call, own, [model]);
    const bill = other === null ? null : billTokens(pass, other.list, other.factor);
    if (bill === null) return null;
    bills.push(bill);
  }
  return addBills(bills);
}

/** Whether anything is known that could have a price. */
function isMeasured({ input_tokens: input, output_tokens: output, audio_seconds: seconds }: Usage): boolean {
  return input !== null || output !== null || seconds !== undefined;
}

/** As many digits behind the point as the record has. */
function keepDigits(amount: Decimal): Decimal {
  const { digits, scale } = amount;
  if (scale <= keptScale) return amount;
  const divisor = 10n ** BigInt(scale - keptScale);
  return { digits: (digits + divisor / 2n) / divisor, scale: keptScale };
}

function readProvidersWord({ usage, reported_cost: beside }: PricedCall): Cost | null {
  const amount = usage.reported_cost?.amount ?? beside;
  const decimal = amount === null ? null : parseDecimal(amount.trim());
  if (decimal === null || decimal.digits < 0n || compareDecimals(decimal, mostReported) > 0) return null;
  return { amount: formatDecimal(keepDigits(decimal)), currency, source: "provider", ...markEstimated(usage) };
}

function markEstimated({ source }: Usage): Pick<Cost, "is_estimated"> {
  return source === "estimated" || source === "partial" ? { is_estimated: true } : {};
}

function priceByList(call: PricedCall, own: ProjectPrices): Cost | null {
  const tariff = findTariff(call, own, listModels(call));
  if (tariff === null || !isMeasured(call.usage)) return null;
  const tokens = billPasses(call, own, tariff);
  const extras = billExtras(call.usage, tariff.list);
  if (tokens === null || tokens.items.length + extras.items.length === 0) return nothingOrUnknown(call, tokens);
  const { items, sum } = addBills([tokens, extras]);
  // Counts that no call has come from somebody who made them up.
  if (compareDecimals(sum, mostBilled) > 0) return null;
  const name = [tariff.list.name, ...tariff.words].join(", ");
  const { source } = tariff.list;
  const version = tariff.version === undefined ? {} : { price_version: tariff.version };
  const amount = formatDecimal(keepDigits(sum));
  return { amount, currency, source, ...markEstimated(call.usage), items, price_name: name, ...version };
}

/** Counts that are all zero cost nothing; a length of audio without a price, or the like, is not known. */
function nothingOrUnknown({ usage }: PricedCall, tokens: Bill | null): Cost | null {
  const isZero = tokens !== null && usage.total_tokens === 0 && usage.audio_seconds === undefined;
  return isZero ? { amount: "0", currency, source: "nothing used" } : null;
}

/**
 * Says what calls cost: the provider's own word first, then the project's prices, then the table. Exact to the last digit;
 * unknown is `null`, never zero.
 */
export function createPricer(): Pricer {
  return {
    price(call, own) {
      const word = readProvidersWord(call);
      if (word !== null) return word;
      const cost = priceByList(call, own);
      if (cost !== null || call.provider !== "demo") return cost;
      // Nobody sends a bill for what the demo says. A project's own prices show what it would be, as far as that is known.
      const isPriced = findCustomPrice(call, own.prices, listModels(call)) !== null;
      return isMeasured(call.usage) && !isPriced ? { amount: "0", currency, source: "demo" } : null;
    },
  };
}
