/** That hostile text costs no more per character than there is of it. Measured in CPU time of this thread, as a ratio. */
import { describe, expect, it } from "vitest";
import { runPolicy } from "@/lib/testing/scan-text";
import { redactPersonalData } from "./redact-personal-data";

const hostile: Readonly<Record<string, string>> = {
  digits: "1",
  "digits with hyphens": "1-",
  "digits with dots": "1.",
  "digits with spaces": "12 ",
  "groups of four": "4111 ",
  letters: "a",
  "local parts": "a.",
  signs: "@",
  addresses: "x@",
  "domains without end": "a@1.1.1.",
  headers: "-----BEGIN ",
  "headers of keys": "-----BEGIN PRIVATE KEY-----",
  bearers: "bearer ",
  "bearers in a row": "Bearer/",
  tokens: "eyJ",
  "tokens with hyphens": "eyJ-",
  "keys without digits": "sk-",
  "names of tokens": "ghp_ab1-",
  ibans: "GB29 ",
  colons: "a:",
  "colons and digits": "1:",
  phones: "+1(",
  "account names": "account 1",
  "characters without width": "1\u200b2\u200b-",
};

const policy = redactPersonalData.create({});

function measureMs(unit: string, size: number): number {
  const text = unit.repeat(Math.ceil(size / unit.length));
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage();
    runPolicy(policy, [text]);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

describe("redact-personal-data on hostile text", () => {
  it.each(Object.entries(hostile))("works in linear time: %s", (_name, unit) => {
    const small = measureMs(unit, 30_000);
    const large = measureMs(unit, 240_000);
    // Eight times the text: work that grows with the square would be 64 times as much.
    expect(large).toBeLessThan(Math.max(24 * small, 100));
  });

  it.each(Object.entries(hostile))("holds back a bounded part of a stream of single characters: %s", (_name, unit) => {
    const { held } = runPolicy(policy, unit.repeat(Math.ceil(9000 / unit.length)).split(""));
    expect(held.reduce((most, size) => Math.max(most, size), 0)).toBeLessThan(8300);
  });
});
