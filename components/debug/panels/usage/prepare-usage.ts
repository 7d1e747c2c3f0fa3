import type { CallState, Cost, Usage } from "@/lib/core/contracts/call";
import type { PanelInput } from "../define-panel";

export interface UsageLine {
  readonly name: string;
  /** `null`: nobody said, which is not zero. */
  readonly tokens: number | null;
  /** A part of the line above it. */
  readonly isDetail: boolean;
}

export interface UsageData {
  readonly lines: readonly UsageLine[];
  readonly cost: Cost | null;
  /** Where the counts come from, as a sentence. */
  readonly origin: string;
  /** Output tokens per second while the answer was coming. */
  readonly tokensPerSecond: number | null;
}

const origins: Readonly<Record<Usage["source"], string>> = {
  reported: "Counted by the provider.",
  partial: "Counted by the provider until the answer broke off.",
  estimated: "Estimated by Diffract, since the provider reported nothing.",
  unknown: "The provider reported no token counts.",
};

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
    origin: origins[usage.source],
    tokensPerSecond: measureSpeed(input),
  };
}
