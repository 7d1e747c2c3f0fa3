import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  compareDecimals,
  divideByPowerOfTen,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  type Decimal,
} from "./decimal";

const decimal = fc.record({ digits: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), scale: fc.nat(20) });
const read = (text: string): Decimal => parseDecimal(text) ?? { digits: -1n, scale: 0 };

describe("decimals", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["007.50", "7.5"],
    ["1.2e-7", "0.00000012"],
    ["3.4E2", "340"],
    ["-0.001", "-0.001"],
  ])("%s is %s", (text, shown) => {
    expect(formatDecimal(read(text))).toBe(shown);
  });

  it.each(["", "1.", ".5", "1,5", "0x1", "NaN", "Infinity", "1e9999", " 1", "1".repeat(401)])("%s is none", (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  it("come back from their text", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(compareDecimals(read(formatDecimal(value)), value)).toBe(0);
      }),
    );
  });

  it("do not drift as floats do", () => {
    expect(formatDecimal(addDecimals(read("0.1"), read("0.2")))).toBe("0.3");
    expect(formatDecimal(divideByPowerOfTen(multiplyDecimals(read("0.0375"), read("1")), 6))).toBe("0.0000000375");
  });

  it("add and multiply as integers do", () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        const sum = addDecimals(multiplyDecimals(a, c), multiplyDecimals(b, c));
        expect(compareDecimals(multiplyDecimals(addDecimals(a, b), c), sum)).toBe(0);
      }),
    );
  });
});
