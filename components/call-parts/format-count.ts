const whole = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** For example `9,412` and, from a hundred thousand on, `184K`. */
export function formatCount(count: number): string {
  return Math.abs(count) < 100_000 ? whole.format(count) : short.format(count);
}
