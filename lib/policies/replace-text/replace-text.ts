import { z } from "zod";
import { definePolicy, type Policy } from "@/lib/core/contracts/policy";
import { createNeedleTrie } from "./needle-trie";
import { createReplaceScanner, foldText, type Needles } from "./replace-scanner";

const config = z.strictObject({
  pairs: z
    .array(
      z.strictObject({
        from: z.string().min(1).max(1000).meta({ title: "Text", description: "Literal text to look for" }),
        to: z.string().max(10_000).default("").meta({ title: "Replacement" }),
      }),
    )
    .min(1)
    .max(500)
    .meta({ title: "Replacements" }),
  match_case: z.boolean().default(true).meta({ title: "Match case" }),
  whole_word: z.boolean().default(false).meta({ title: "Whole words only" }),
  where: z.enum(["requests", "responses", "both"]).default("both").meta({ title: "Where" }),
});

type Config = z.infer<typeof config>;

function prepareNeedles({ pairs, match_case: isCaseKept, whole_word: isWholeWord }: Config): Needles {
  const trie = createNeedleTrie();
  for (const [index, { from, to }] of pairs.entries()) {
    trie.add({ folded: foldText(from, isCaseKept), replacement: to, rule: `pair_${index + 1}` });
  }
  const units = trie.firstUnits().map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
  return { trie, firstUnits: new RegExp(`[${units.join("")}]`, "g"), isCaseKept, isWholeWord };
}

/** So many texts can be searched for one by one in less time than a scanner takes. */
const mostSearched = 16;

/** Whether any of the texts is there, whole word or not; unknown for many of them. */
function createSearch({ pairs, match_case: isCaseKept }: Config): Pick<Policy, "mayEdit"> {
  if (pairs.length > mostSearched) return {};
  const wanted = pairs.map(({ from }) => foldText(from, isCaseKept));
  return {
    mayEdit: (text) => {
      const folded = foldText(text, isCaseKept);
      return wanted.some((each) => folded.includes(each));
    },
  };
}

const hooksByPlace = { requests: ["request"], responses: ["response"], both: ["request", "response"] } as const;

/** Replaces literal texts by others. */
export const replaceText = definePolicy({
  id: "replace-text",
  version: "1.0.0",
  title: "Replace text",
  description: "Replaces words or phrases by others, exactly as written, in what is sent and in what is answered.",
  examples: [
    {
      title: "A code name",
      config: { pairs: [{ from: "Project Falcon", to: "the project" }] },
      input: "Project Falcon ships in May.",
      output: "the project ships in May.",
    },
    {
      title: "Whole words, any case",
      config: { pairs: [{ from: "acme", to: "the customer" }], match_case: false, whole_word: true },
      input: "Acme and ACME, but not Acmeville.",
      output: "the customer and the customer, but not Acmeville.",
    },
  ],
  config,
  create: (options) => {
    const needles = prepareNeedles(options);
    const hooks = hooksByPlace[options.where];
    return {
      hooks,
      ...createSearch(options),
      createScanner: (slot) => (hooks.some((hook) => hook === slot.hook) ? createReplaceScanner(needles) : null),
    };
  },
});
