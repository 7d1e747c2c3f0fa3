import { z } from "zod";
import type { CustomPrice } from "../contracts/pricing";
import { modelPattern } from "../upstreams/model-pattern";
import { priceFields, type PriceField } from "./price-fields";

const mostPrices = 200;
const wanted = 'a decimal in US dollars as text, such as "0.15", is needed';

/** As text, because a float is not what was typed; bounded, so that every bill fits its column. */
const price = z
  .string(wanted)
  .trim()
  .regex(/^\d{1,7}(?:\.\d{1,12})?$/, wanted)
  .optional();

const word = z.string().trim().min(1, "a name is needed").max(100, "at most 100 characters").optional();

const customPrice = z
  .strictObject({
    model: modelPattern,
    provider: word,
    service_tier: word,
    ...(Object.fromEntries(priceFields.map(({ field }) => [field, price])) as Record<PriceField, typeof price>),
  })
  .refine((one) => priceFields.some(({ field }) => one[field] !== undefined), "at least one price is needed");

/** What a project may say about prices. */
export const customPrices = z.array(customPrice).max(mostPrices, `at most ${mostPrices} prices`);

/** Reads the column `projects.prices`; entries that are no prices are left out. */
export function readCustomPrices(value: unknown): readonly CustomPrice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const parsed = customPrice.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
