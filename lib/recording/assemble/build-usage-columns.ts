import type { Usage } from "@/lib/core/contracts/call";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import { unknownUsage } from "@/lib/core/usage/read-usage";
import type { CallFacts, CallRow } from "./call-rows";
import { describePriced } from "./describe-priced";
import { prepareEstimate, type UsageEstimate } from "./estimate-usage";
import type { ReadableBody } from "./read-body";
import { readCallUsage, type CallUsage } from "./read-call-usage";
import { stringifyStorable } from "./sanitise-json";

interface Priced {
  readonly facts: CallFacts;
  readonly notes: Set<string>;
  readonly priceCall: PriceCall;
}

type Views = Readonly<Record<"client_request" | "upstream_request" | "upstream_response", ReadableBody>>;
type CostColumns = Pick<CallRow, "cost_amount" | "cost_currency" | "cost_source" | "cost">;
type UsageColumns = Pick<CallRow, "usage" | "input_tokens" | "output_tokens" | "total_tokens"> & CostColumns;

const noCost: CostColumns = { cost_amount: null, cost_currency: null, cost_source: null, cost: null };

/** What the provider said, and what is left to be counted. */
export function readUsed(
  facts: CallFacts,
  views: Views,
): { readonly used: CallUsage; readonly estimate: UsageEstimate | null } {
  // Counts are said at the end; of a half there is nothing to count.
  if (facts.state === "in_progress") return { used: { usage: unknownUsage, spent: unknownUsage }, estimate: null };
  const used = readCallUsage(facts, views.upstream_response);
  const estimate = prepareEstimate(facts, views, used.usage);
  if (typeof estimate !== "string") return { used, estimate };
  const usage: Usage = { ...unknownUsage, uncounted: estimate };
  return { used: { usage, spent: usage }, estimate: null };
}

/** What the call cost, where its usage is its own and somebody knows the price. */
function readCost({ facts, notes, priceCall }: Priced, views: Views, usage: Usage): CostColumns {
  const cost = facts.state === "in_progress" ? null : priceCall(describePriced(facts, views, usage));
  if (cost === null) return noCost;
  const { amount, currency, source } = cost;
  return { cost_amount: amount, cost_currency: currency, cost_source: source, cost: stringifyStorable(cost, notes) };
}

/** What was used, and what of it this call spent, with its price. */
export function buildUsageColumns(priced: Priced, views: Views, { usage, spent }: CallUsage): UsageColumns {
  return {
    usage: stringifyStorable(usage, priced.notes),
    input_tokens: spent.input_tokens,
    output_tokens: spent.output_tokens,
    total_tokens: spent.total_tokens,
    ...readCost(priced, views, spent),
  };
}
