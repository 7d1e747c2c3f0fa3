const symbols: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

interface Money {
  readonly amount: string;
  readonly currency: string;
}

function withSymbol(amount: string, currency: string): string {
  const symbol = symbols[currency];
  return symbol === undefined ? `${amount} ${currency}` : `${symbol}${amount}`;
}

/** For example `$0.000123`, `€1.25`; the decimal string's own digits, never rounded by a float. */
export function formatCost({ amount, currency }: Money): string {
  return withSymbol(amount, currency);
}

/** To be glanced at: cents from a cent on, two digits below it, `$0.00017`. */
export function formatShortCost({ amount, currency }: Money): string {
  const value = Number(amount);
  if (value === 0) return withSymbol("0", currency);
  const digits = value >= 0.01 ? 2 : Math.min(20, 1 - Math.floor(Math.log10(value)));
  return withSymbol(value.toFixed(digits), currency);
}
