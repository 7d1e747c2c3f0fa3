import type { Usage } from "../contracts/call";
import { asNumber, asObject, type JsonObject } from "../json/json-access";
import { addDecimals, divideByPowerOfTen, formatDecimal, parseDecimal } from "../money/decimal";

type ReportedCost = NonNullable<Usage["reported_cost"]>;

/** xAI: 10,000,000,000 ticks are one dollar. */
const tickDigits = 10;

function toAmount(value: number | null): string | null {
  const amount = value === null || value < 0 ? null : parseDecimal(String(value));
  return amount === null ? null : formatDecimal(amount);
}

/** With a key of one's own, OpenRouter's fee and what the provider behind it charges are two bills. */
function addOwnKey(fee: string, usage: JsonObject): string {
  if (usage.is_byok !== true) return fee;
  const upstream = toAmount(asNumber(asObject(usage.cost_details)?.upstream_inference_cost));
  const [left, right] = [parseDecimal(fee), parseDecimal(upstream ?? "0")];
  return left === null || right === null ? fee : formatDecimal(addDecimals(left, right));
}

/** What the provider itself says that the call cost, in US dollars: OpenRouter, Perplexity, xAI. */
export function readReportedCost(usage: JsonObject): ReportedCost | null {
  const ticks = toAmount(asNumber(usage.cost_in_usd_ticks));
  const tickAmount = ticks === null ? null : parseDecimal(ticks);
  if (tickAmount !== null)
    return { amount: formatDecimal(divideByPowerOfTen(tickAmount, tickDigits)), currency: "USD" };
  const fee = toAmount(asNumber(usage.cost));
  if (fee !== null) return { amount: addOwnKey(fee, usage), currency: "USD" };
  const total = toAmount(asNumber(asObject(usage.cost)?.total_cost));
  return total === null ? null : { amount: total, currency: "USD" };
}
