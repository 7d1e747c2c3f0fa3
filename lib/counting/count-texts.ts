import { chooseEncoding, type Encoding } from "./choose-encoding";
import { splitText } from "./split-text";
import type { CountAnswer, CountRequest, CountableSide } from "@/lib/core/contracts/token-counter";

type Count = (text: string) => number;

interface EncodingModule {
  readonly countTokens: (text: string, options: { disallowedSpecial: Set<string> }) => number;
}

/** Each is 1 to 2 MB of ranks: read when a model first needs it. */
const loaders: Readonly<Record<Encoding, () => Promise<EncodingModule>>> = {
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_harmony: () => import("gpt-tokenizer/encoding/o200k_harmony"),
  p50k_base: () => import("gpt-tokenizer/encoding/p50k_base"),
  r50k_base: () => import("gpt-tokenizer/encoding/r50k_base"),
};
const loaded = new Map<Encoding, Promise<EncodingModule>>();

/** What looks like a special token in somebody's text is text. */
const asText = { disallowedSpecial: new Set<string>() };

async function load(encoding: Encoding): Promise<Count> {
  const known = loaded.get(encoding) ?? loaders[encoding]();
  loaded.set(encoding, known);
  const { countTokens } = await known;
  return (text) => countTokens(text, asText);
}

/** `null` when the time is over. */
function countSide(side: CountableSide, count: Count, isOver: () => boolean): number | null {
  let sum = side.known;
  for (const text of side.texts) {
    for (const piece of splitText(text)) {
      if (isOver()) return null;
      sum += count(piece);
    }
  }
  return sum;
}

/**
 * Counts as the model's tokenizer would, as far as it is public.
 * @param endsAt epoch milliseconds after which nobody waits any more
 */
export async function countTexts({ model, input, output }: CountRequest, endsAt: number): Promise<CountAnswer> {
  const isOver = (): boolean => Date.now() >= endsAt;
  const encoding = chooseEncoding(model);
  const count = await load(encoding);
  const sides = [input, output].map((side) => (side === null ? undefined : countSide(side, count, isOver)));
  if (sides.includes(null)) return { reason: "too_slow" };
  return { input: sides[0] ?? null, output: sides[1] ?? null, estimator: `gpt-tokenizer ${encoding}` };
}
