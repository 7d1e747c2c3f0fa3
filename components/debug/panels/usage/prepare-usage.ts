import type { CallState, Cost, Usage } from "@/lib/core/contracts/call";
import { describeUnknownCost, describeUnknownUsage } from "@/lib/core/format/describe-unknown-cost";
import { formatCost } from "@/lib/core/format/format-cost";
import { mayCost } from "@/lib/core/usage/may-cost";
import type { PanelInput } from "../define-panel";

export interface UsageLine {
  readonly name: string;
  /** `null`: nobody said, which is not zero. */
  readonly tokens: number | null;
  /** A part of the line above it. */
  readonly isDetail: boolean;
}

/** One line of the bill. */
export interface BillLine {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
}

export interface UsageData {
  readonly lines: readonly UsageLine[];
  readonly cost: Cost | null;
  readonly bill: readonly BillLine[];
  /** Whose prices, or why nobody knows, as a sentence. */
  readonly costOrigin: string;
  /** Where the counts come from, as a sentence. */
  readonly origin: string;
  /** Output tokens per second while the answer was coming. */
  readonly tokensPerSecond: number | null;
}

function describeOrigin(usage: Usage): string {
  const { source, estimator = "Diffract", uncounted } = usage;
  if (source === "reported") return "Counted by the provider.";
  if (source === "partial") return "Counted by the provider until the answer broke off.";
  if (source === "unknown") return describeUnknownUsage(usage);
  const rest = uncounted === undefined ? "" : " Not all of it could be counted.";
  return `Estimated with ${estimator}, since the provider reported nothing.${rest}`;
}

const otherSources: Readonly<Record<string, string>> = {
  provider: "As the provider reported it.",
  demo: "The demo provider costs nothing.",
  "nothing used": "Nothing was used.",
};

function describeCostOrigin({ call }: PanelInput): string {
  const { cost, usage } = call;
  if (cost === null) return mayCost(call) ? describeUnknownCost(usage) : "Nothing is known that had to be paid.";
  const { source, price_name: name = "", price_version: version } = cost;
  const counts = cost.is_estimated === true ? " Estimated, as the counts are." : "";
  if (source === "project") return `The project's prices, version ${String(version ?? 0)}: ${name}.${counts}`;
  return `${otherSources[source] ?? `Price list ${source}: ${name}.`}${counts}`;
}

const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });
const units = new Map([
  [1_000_000, "/ million"],
  [3600, "/ hour"],
  [1, "each"],
]);

function listBill(cost: Cost | null): BillLine[] {
  return (cost?.items ?? []).map(({ item, quantity, price, per, amount }) => {
    const name = item.replaceAll("_", " ");
    const { currency } = cost ?? { currency: "" };
    return {
      name: name.charAt(0).toUpperCase() + name.slice(1),
      quantity: wholeNumber.format(Number(quantity)),
      price: `${formatCost({ amount: price, currency })} ${units.get(per) ?? `/ ${String(per)}`}`,
      amount: formatCost({ amount, currency }),
    };
  });
}

/** `cached_tokens` becomes `cached`, `cache_read_input_tokens` becomes `cache read`. */
function nameDetail(key: string): string {
  return key.replace(/_(?:input_|output_)?tokens$/, "").replaceAll("_", " ");
}

/** Parts that there were none of say nothing. */
function listDetails(details: Readonly<Record<string, number>>): UsageLine[] {
  const counted = Object.entries(details).filter(([, tokens]) => tokens !== 0);
  return counted.map(([key, tokens]) => ({ name: nameDetail(key), tokens, isDetail: true }));
}

function measureSpeed({ call }: PanelInput): number | null {
  const { upstream_first_byte_ms: first, upstream_last_byte_ms: last } = call.timings;
  const tokens = call.usage.output_tokens;
  if (!call.is_streaming || first === null || last === null || tokens === null) return null;
  const seconds = (last - first) / 1000;
  return seconds < 0.05 || tokens < 2 ? null : tokens / seconds;
}

/** Before the end nobody knows, and a refused call used nothing. */
const nothingToCount: ReadonlySet<CallState> = new Set(["in_progress", "rejected", "blocked"]);

/** The token counts as lines; hidden where there is nothing to count. */
export function prepareUsage(input: PanelInput): UsageData | null {
  const { usage, cost, state } = input.call;
  const isKnown = usage.input_tokens !== null || usage.output_tokens !== null;
  if (!isKnown && nothingToCount.has(state)) return null;
  return {
    lines: [
      { name: "Input", tokens: usage.input_tokens, isDetail: false },
      ...listDetails(usage.input_details),
      { name: "Output", tokens: usage.output_tokens, isDetail: false },
      ...listDetails(usage.output_details),
      { name: "Total", tokens: usage.total_tokens, isDetail: false },
    ],
    cost,
    bill: listBill(cost),
    costOrigin: describeCostOrigin(input),
    origin: describeOrigin(usage),
    tokensPerSecond: measureSpeed(input),
  };
}
