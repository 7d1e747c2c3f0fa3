/** The encodings of OpenAI's models, by `gpt-tokenizer`'s names. */
export const encodings = ["o200k_base", "cl100k_base", "o200k_harmony", "p50k_base", "r50k_base"] as const;
export type Encoding = (typeof encodings)[number];

const byModel: readonly (readonly [RegExp, Encoding])[] = [
  [/^gpt-oss/, "o200k_harmony"],
  [/^gpt-4(?:o|\.)/, "o200k_base"],
  [/^gpt-(?:4|3\.5|35)/, "cl100k_base"],
  [/^text-embedding-|^(?:davinci|babbage)-002/, "cl100k_base"],
  [/^text-davinci-00[23]|^code-/, "p50k_base"],
  [/^(?:text-)?(?:davinci|curie|babbage|ada)\b/, "r50k_base"],
];

/**
 * The encoding that a model uses, or the newest one: other vendors do not publish theirs, and their counts differ from it by
 * up to a third. Prefixes of fine-tuning and of routers (`ft:`, `openai/`) say nothing about it.
 */
export function chooseEncoding(model: string | null): Encoding {
  const name = (model ?? "").toLowerCase().replace(/^ft:/, "").replace(/^.*\//, "");
  return byModel.find(([pattern]) => pattern.test(name))?.[1] ?? "o200k_base";
}
