/** For example `$0.000123`, `€1.25`; the decimal string's own digits, never rounded by a float. */
export function formatCost({ amount, currency }: { readonly amount: string; readonly currency: string }): string {
  const symbols: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };
  const symbol = symbols[currency];
  return symbol === undefined ? `${amount} ${currency}` : `${symbol}${amount}`;
}
