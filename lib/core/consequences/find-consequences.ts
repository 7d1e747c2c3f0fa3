import type { CallDetail } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { formatCost } from "../format/format-cost";
import { isObject } from "../json/json-access";
import type { Consequence } from "./consequence";
import { findTokenScale, listPromptBlocks, priceTokens, type TokenScale } from "./estimate-tokens";
import { findBrokenPairs } from "./find-broken-pairs";
import { findBrokenSignatures } from "./find-broken-signatures";

type ConsequenceCall = Pick<CallDetail, "request" | "response" | "usage" | "cost">;

/** Where the bytes of the request first differ before and after policies. */
export interface FirstChangedByte {
  readonly at: number;
  /** Bytes after policies, in all. */
  readonly of: number;
}

/** Losing less than this of a prompt is not worth a warning: providers cache from about so many tokens. */
const leastCachedTokens = 1_024;

const count = (value: number): string => value.toLocaleString("en-US");
const sum = (blocks: readonly string[]): number => blocks.reduce((length, block) => length + block.length, 0);

/** Money of an estimate: three digits that matter, for example `$0.00012`. */
function formatEstimate(value: number, currency: string): string {
  const amount = Number(Math.abs(value).toPrecision(3))
    .toFixed(12)
    .replace(/\.?0+$/, "");
  return formatCost({ amount, currency });
}

interface Prompt {
  readonly call: ConsequenceCall;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly scale: TokenScale;
}

function describeTokens({ call, before, after, scale }: Prompt): Consequence[] {
  const delta = Math.round((sum(after) - sum(before)) / scale.charactersPerToken);
  if (delta === 0) return [];
  const { cost } = call;
  const price = cost === null ? null : priceTokens(cost.items, "input", delta);
  const money =
    cost === null || price === null || price === 0
      ? ""
      : `, about ${formatEstimate(price, cost.currency)} ${delta > 0 ? "more" : "less"} for this call`;
  const unknown = money === "" && cost === null ? " What a token costs here is unknown." : "";
  const title = `About ${count(Math.abs(delta))} ${delta > 0 ? "more" : "fewer"} input tokens${money}`;
  const detail = `${scale.source}${unknown}`;
  return [{ kind: "tokens", severity: "info", title, detail, path: null, isEstimated: true }];
}

/** Characters of the prompt that are the same from its beginning. */
function measurePrefix(before: readonly string[], after: readonly string[]): number {
  let kept = 0;
  for (const [index, block] of after.entries()) {
    const old = before[index] ?? "";
    if (old === block) {
      kept += block.length;
      continue;
    }
    let at = 0;
    while (at < block.length && block.charCodeAt(at) === old.charCodeAt(at)) at++;
    return kept + at;
  }
  return kept;
}

/** A provider reuses what it has read before only up to the first thing in the prompt that differs. */
function describePrefix({ call, before, after, scale }: Prompt): Consequence[] {
  const whole = sum(after);
  const kept = measurePrefix(before, after);
  const lost = Math.round((whole - kept) / scale.charactersPerToken);
  if (lost === 0) return [];
  const { cost, usage } = call;
  const fresh = cost === null ? null : priceTokens(cost.items, "input", lost);
  const cached = cost === null ? null : priceTokens(cost.items, "cached_input", lost);
  const isPriced = cost !== null && fresh !== null && cached !== null && fresh > cached;
  const money = isPriced ? ` Read anew they cost about ${formatEstimate(fresh - cached, cost.currency)} more.` : "";
  const read = usage.input_details.cached_tokens;
  const seen = read === undefined ? "" : ` In this call the provider read ${count(read)} tokens from its cache.`;
  const tokens = Math.round(whole / scale.charactersPerToken);
  return [
    {
      kind: "cache-prefix",
      severity: lost > leastCachedTokens ? "warning" : "info",
      title: `About ${count(lost)} of ${count(tokens)} prompt tokens cannot come from a cache made without this change`,
      detail: `In the order in which providers read it (tools, system, messages) the prompt is the same up to about token ${count(tokens - lost)}.${money}${seen} A policy that makes the same change every time loses this once.`,
      path: null,
      isEstimated: true,
    },
  ];
}

function describeFirstByte(first: FirstChangedByte | null): Consequence[] {
  if (first === null) return [];
  const title = `The first changed byte of the request is ${count(first.at)} of ${count(first.of)}`;
  const detail = "Counted from 0 in the bytes as they left the policies.";
  return [{ kind: "first-byte", severity: "info", title, detail, path: null, isEstimated: false }];
}

function describeRequest(call: ConsequenceCall, first: FirstChangedByte | null): Consequence[] {
  const [from, to] = [call.request.original as Json, call.request.final as Json];
  if (from === to || !isObject(from) || !isObject(to)) return describeFirstByte(first);
  const [before, after] = [listPromptBlocks(from), listPromptBlocks(to)];
  const prompt = { call, before, after, scale: findTokenScale(call, sum(after)) };
  return [
    ...findBrokenSignatures(from, to, "request"),
    ...findBrokenPairs(from, to),
    ...describePrefix(prompt),
    ...describeTokens(prompt),
    ...describeFirstByte(first),
  ];
}

function describeResponse({ response }: ConsequenceCall): Consequence[] {
  const [from, to] = [response.original as Json, response.final as Json];
  if (from === to || !isObject(from) || !isObject(to)) return [];
  return findBrokenSignatures(from, to, "response");
}

/** What the policies' changes cost and break; nothing where nothing was changed. */
export function findConsequences(call: ConsequenceCall, first: FirstChangedByte | null = null): Consequence[] {
  return [...describeRequest(call, first), ...describeResponse(call)];
}
