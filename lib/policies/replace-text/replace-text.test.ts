import { describe, expect, it } from "vitest";
import { describePolicy } from "@/lib/testing/describe-policy";
import { runPolicy } from "@/lib/testing/scan-text";
import { replaceText } from "./replace-text";

const pairs = [
  { from: "Falcon", to: "bird" },
  { from: "Falcon Heavy", to: "rocket" },
  { from: "ab", to: "1" },
  { from: "abab", to: "2" },
  { from: "ΣΑΣ", to: "sigma" },
  { from: "😀", to: ":)" },
];

describePolicy(replaceText, {
  configs: [
    { pairs },
    { pairs, match_case: false },
    { pairs, whole_word: true },
    { pairs, whole_word: true, match_case: false, where: "requests" },
  ],
  texts: [
    "Falcon Heavy",
    "a Falcon, FALCON heavy",
    "abababab",
    "xab ab ab_",
    "σας ΣΑΣ Σας",
    "😀😀 a😀",
    "ab\u{1d400}",
    "Fal",
  ],
});

describe("replace-text", () => {
  const replace = (config: object, text: string): string => runPolicy(replaceText.create(config), [text]).output;

  it("prefers the longest text at the leftmost place", () => {
    expect(replace({ pairs }, "Falcon Heavy and Falcon")).toBe("rocket and bird");
    expect(replace({ pairs }, "ababab")).toBe("21");
  });

  it("does not look into what it wrote", () => {
    expect(replace({ pairs: [{ from: "a", to: "aa" }] }, "aa")).toBe("aaaa");
  });

  it("takes text literally", () => {
    expect(replace({ pairs: [{ from: "a.c", to: "$&" }] }, "abc a.c")).toBe("abc $&");
  });

  it("finds whole words only, also beside letters outside ASCII", () => {
    expect(replace({ pairs: [{ from: "cat", to: "dog" }], whole_word: true }, "cat cats écat cat's")).toBe(
      "dog cats écat dog's",
    );
  });

  it("holds back no more than what may become a match", () => {
    const { held } = runPolicy(replaceText.create({ pairs: [{ from: "secret", to: "" }] }), ["this is se", "v", "en"]);
    expect(held).toEqual([2, 0, 0, 0]);
  });
});
