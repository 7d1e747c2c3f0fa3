import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../dialects/dialect-adapter";
import { hasRepeatedKeys } from "./has-repeated-keys";

function check(text: string): boolean {
  const parsed = JSON.parse(text) as Json;
  const answer = hasRepeatedKeys(new TextEncoder().encode(text), parsed);
  expect(hasRepeatedKeys(text, parsed), "decoded").toBe(answer);
  return answer;
}

describe("hasRepeatedKeys", () => {
  it.each([
    '{"a":1,"a":2}',
    '{"x":[{"b" : 1, "c":2,\n"b"\t:3}]}',
    '{"a":1,"\\u0061":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a\\\\":1,"a\\\\":2}',
    '{"a":":","a":"b\\":c"}',
  ])("sees %s", (text) => {
    expect(check(text)).toBe(true);
  });

  it("sees none in anything that was written from a value", () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (text, isPretty) => {
        const value = JSON.parse(text) as Json;
        expect(check(isPretty ? JSON.stringify(value, null, 2) : JSON.stringify(value))).toBe(false);
      }),
    );
    expect(check('{"a":": :","b":":","c":"\\" :"}')).toBe(false);
    expect(check('{"a":"x\\":\\"","b":["c","d"],"e\\\\":1}')).toBe(false);
  });
});
