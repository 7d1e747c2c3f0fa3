import type { CustomPrice } from "@/lib/core/contracts/pricing";
import { AppError } from "@/lib/core/errors";
import { priceFields } from "@/lib/core/pricing/price-fields";
import type { ServiceContext } from "../service-context";

const keys = ["model", "provider", "service_tier", ...priceFields.map(({ field }) => field)] as const;

/** Prices as they are stored. @throws AppError `invalid_request` when one names a provider that there is not */
export function checkPrices(
  { providers }: Pick<ServiceContext, "providers">,
  prices: readonly CustomPrice[],
): readonly CustomPrice[] {
  const missing = prices.find(({ provider }) => provider !== undefined && !providers.some(({ id }) => id === provider));
  if (missing === undefined) return prices;
  throw new AppError("invalid_request", `There is no provider “${missing.provider ?? ""}” to have prices for.`);
}

/** Whether calls would be priced the same, so that the version need not grow. */
export function isSamePrices(left: readonly CustomPrice[], right: readonly CustomPrice[]): boolean {
  const write = (prices: readonly CustomPrice[]): string =>
    JSON.stringify(prices.map((price) => keys.map((key) => price[key] ?? null)));
  return write(left) === write(right);
}
