/** Exact decimal numbers for money: an integer and how many of its digits are behind the point. Never a float. */

export interface Decimal {
  readonly digits: bigint;
  /** Digits behind the point, at least 0. */
  readonly scale: number;
}

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const longest = 400;

/** Reads `1`, `0.000123` or `1.2e-7`; `null` for everything else. */
export function parseDecimal(text: string): Decimal | null {
  const match = text.length > longest ? null : pattern.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function rescale({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: rescale(left, scale) + rescale(right, scale), scale };
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

/** @param power how many digits the point moves to the left, for example 6 for a price per million */
export function divideByPowerOfTen({ digits, scale }: Decimal, power: number): Decimal {
  return { digits, scale: scale + power };
}

/** Digits behind the point that a division keeps. */
export const keptScale = 18;

/** Divides, rounding half away from zero where the quotient does not end. @param by a positive integer */
export function divideRounded({ digits, scale }: Decimal, by: number): Decimal {
  const divisor = BigInt(by);
  const to = Math.max(scale, keptScale);
  const scaled = digits * 10n ** BigInt(to - scale) * 2n + (digits < 0n ? -divisor : divisor);
  return { digits: scaled / (divisor * 2n), scale: to };
}

/** Negative, zero or positive, as `left` is smaller, equal or larger. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = rescale(left, scale) - rescale(right, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** In full, without an exponent and without zeros at the end: `0.000123`. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  return `${digits === 0n ? "" : sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
