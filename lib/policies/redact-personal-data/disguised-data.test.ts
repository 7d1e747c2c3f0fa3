/** Values that people still read although they are written in another way. */
import { describe, expect, it } from "vitest";
import { describePolicy } from "@/lib/testing/describe-policy";
import { runPolicy } from "@/lib/testing/scan-text";
import { redactPersonalData } from "./redact-personal-data";

const hyphens = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe63", "\uff0d"];
const spaces = ["\u00a0", "\u2007", "\u2009", "\u200a", "\u202f", "\u3000"];
const invisibles = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202a"];

const cases: readonly (readonly [text: string, output: string])[] = [
  ["_1234-5678-9012_", "_[REDACTED]_"],
  ["**1234-5678-9012**", "**[REDACTED]**"],
  ["`1234-5678-9012`", "`[REDACTED]`"],
  ["No.1234-5678-9012", "No.[REDACTED]"],
  ["acct_1234-5678-9012_old", "acct_[REDACTED]_old"],
  ["_123-45-6789_ and _ada@example.com_", "_[REDACTED]_ and _[REDACTED]_"],
  ...hyphens.map((hyphen) => [`It is 1234${hyphen}5678${hyphen}9012.`, "It is [REDACTED]."] as const),
  ...hyphens.map((hyphen) => [`SSN 123${hyphen}45${hyphen}6789`, "SSN [REDACTED]"] as const),
  ...spaces.map((space) => [`card 4111${space}1111${space}1111${space}1111`, "card [REDACTED]"] as const),
  ...spaces.map((space) => [`+44${space}20${space}7946${space}0958 is it`, "[REDACTED] is it"] as const),
  ...invisibles.map((unit) => [`It is 1234-56${unit}78-9012, ok`, "It is [REDACTED], ok"] as const),
  ...invisibles.map((unit) => [`ada@exa${unit}mple.com, ok`, "[REDACTED], ok"] as const),
  ...invisibles.map((unit) => [`abc${unit}1234-5678-9012${unit}def`, `abc${unit}[REDACTED]${unit}def`] as const),
  ["\u200b1\u200b2\u200b34-5678-9012\u200b.", "\u200b[REDACTED]\u200b."],
  ["１２３４-５６７８-９０１２", "[REDACTED]"],
  ["１２３４－５６７８－９０１２", "[REDACTED]"],
  ["٤١١١ ١١١١ ١١١١ ١١١١", "[REDACTED]"],
  ["ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[REDACTED]"],
  ["jürgen@müller.de", "[REDACTED]"],
  ["пётр@пример.рф", "[REDACTED]"],
  ["ada@xn--e1afmkfd.xn--p1ai", "[REDACTED]"],
  ["ada@例子.广告", "[REDACTED]"],
  ["联系ada@example.com谢谢", "联系[REDACTED]谢谢"],
  ["O'Hara@example.com", "[REDACTED]"],
  ["O’Hara@example.com", "[REDACTED]"],
  ["'ada@example.com'", "'[REDACTED]'"],
  ["<ada@example.com>,<bob@example.com>", "<[REDACTED]>,<[REDACTED]>"],
];

describe("redact-personal-data, disguised", () => {
  const policy = redactPersonalData.create({});

  it.each(cases)("reads %j", (text, output) => {
    expect(runPolicy(policy, [text]).output).toBe(output);
    expect(runPolicy(policy, text.split("")).output).toBe(output);
    expect(runPolicy(policy, [`see: ${text} `]).output).toBe(`see: ${output} `);
  });
});

describePolicy(redactPersonalData, { texts: cases.map(([text]) => text).filter((_text, index) => index % 2 === 0) });
