/**
 * What service tiers and the like multiply token prices by, as the vendors publish it (checked November 2026):
 * openai.com/api-fast-mode, developers.openai.com flex and batch, platform.claude.com pricing. genai-prices has none of it.
 */
import type { PricedCall } from "@/lib/core/contracts/pricing";
import { multiplyDecimals, parseDecimal, type Decimal } from "@/lib/core/money/decimal";

export interface TermsFactor {
  readonly factor: Decimal;
  /** Words for what changed the price, for example `flex`. */
  readonly words: readonly string[];
}

const plain: ReadonlySet<string> = new Set(["default", "auto", "standard", "standard_only", "on_demand"]);
const openaiLike: ReadonlySet<string> = new Set(["openai", "azure"]);

/** OpenAI's priority tier, also called fast; models that are not here have no known price in it. */
const priority: readonly (readonly [model: RegExp, factor: string])[] = [
  [/^gpt-5\.5(?!-pro)/, "2.5"],
  [/^gpt-5\.[46](?!-(?:pro|nano))/, "2"],
  [/^gpt-5(?:\.[12])?(?:-codex)?(?:-\d{4}.*)?$/, "2"],
  [/^gpt-5-mini/, "1.8"],
  [/^gpt-4\.1-nano/, "2"],
  [/^gpt-4\.1/, "1.75"],
  [/^gpt-4o(?:-\d{4}.*)?$/, "1.7"],
];

/** Anthropic's `speed: "fast"`. */
const fast: readonly (readonly [model: RegExp, factor: string])[] = [
  [/^claude-opus-4-8/, "2"],
  [/^claude-opus-4-[67]/, "6"],
];

function findIn(table: typeof priority, model: string): string | null {
  return table.find(([pattern]) => pattern.test(model))?.[1] ?? null;
}

/** `null`: the tier has a price that is not known. */
function findTier(provider: string, model: string, tier: string): string | null {
  if (plain.has(tier)) return "1";
  const isHalf = tier === "batch" || (tier === "flex" && openaiLike.has(provider));
  if (isHalf && (openaiLike.has(provider) || provider === "anthropic")) return "0.5";
  if ((tier === "priority" || tier === "fast") && openaiLike.has(provider)) return findIn(priority, model);
  // Groq's flex costs what its on-demand tier costs.
  return tier === "flex" && provider === "groq" ? "1" : null;
}

/** Anthropic charges a tenth more where inference must stay in the US, from version 4.6 of its models on. */
function findGeo(provider: string, model: string, geo: string | undefined): string {
  const [, major = "0", minor = "0"] = /^claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?!\d)/.exec(model) ?? [];
  const isNew = Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 6);
  return provider === "anthropic" && geo === "us" && isNew ? "1.1" : "1";
}

/**
 * @param provider as the price table names it
 * @param model as the price table names it
 * @returns `null` where the terms have a price that is not known
 */
export function findTermsFactor(
  { usage: { terms = {} }, requested_tier: asked }: PricedCall,
  provider: string,
  model: string,
): TermsFactor | null {
  const tier = terms["service_tier"] ?? asked ?? "default";
  const speed = terms["speed"] === "fast" ? findIn(fast, model) : "1";
  const geo = findGeo(provider, model, terms["inference_geo"]);
  const parts: [string, string | null][] = [
    [tier, findTier(provider, model, tier)],
    ["fast", speed],
    ["us", geo],
  ];
  let factor: Decimal = { digits: 1n, scale: 0 };
  const words: string[] = [];
  for (const [word, text] of parts) {
    const part = text === null ? null : parseDecimal(text);
    if (part === null) return null;
    if (text === "1") continue;
    factor = multiplyDecimals(factor, part);
    words.push(`${word} × ${String(text)}`);
  }
  return { factor, words };
}
