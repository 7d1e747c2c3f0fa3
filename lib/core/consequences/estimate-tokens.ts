import type { CallDetail, CostItem } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { asObject } from "../json/json-access";
import { listMessages } from "./read-messages";

/** Characters per token of common tokenizers on English text. */
const usualCharacters = 4;
/** Outside of this the count is not about text: images and files are in the prompt. */
const plausible = { least: 1.5, most: 8 };

/** The prompt in the order in which providers keep it in their caches: tools, system, messages. */
export function listPromptBlocks(body: Json): string[] {
  const object = asObject(body);
  const first = ["tools", "system", "instructions"].flatMap((key) => object?.[key] ?? []);
  const { items } = listMessages(body);
  const rest = items.length > 0 ? items : [object?.input ?? object?.prompt ?? []].flat();
  return [...first, ...rest].map((block) => JSON.stringify(block));
}

export interface TokenScale {
  readonly charactersPerToken: number;
  /** Where the scale comes from, as a sentence. */
  readonly source: string;
}

/** How many characters a token of this call has: from the provider's own count where there is one. */
export function findTokenScale({ usage }: Pick<CallDetail, "usage">, promptLength: number): TokenScale {
  const counted = usage.source === "reported" ? usage.input_tokens : null;
  const scale = counted === null || counted === 0 ? 0 : promptLength / counted;
  if (scale >= plausible.least && scale <= plausible.most) {
    return { charactersPerToken: scale, source: "Estimated from the provider's count of the whole prompt." };
  }
  return { charactersPerToken: usualCharacters, source: "Estimated from the length of the text." };
}

/** What so many tokens cost by a line of the call's bill, as a decimal; `null` where the call has no such line. */
export function priceTokens(items: readonly CostItem[] | undefined, item: string, tokens: number): number | null {
  const found = items?.find((one) => one.item === item);
  const price = found === undefined ? Number.NaN : Number(found.price) / found.per;
  return Number.isFinite(price) ? price * tokens : null;
}
