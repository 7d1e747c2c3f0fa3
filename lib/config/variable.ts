import { z } from "zod";

/** One environment variable: what it accepts and what people should know of it. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly description: string;
  /** What happens without it, for people, for example `3000` or `none`. */
  readonly fallback: string;
  /** Its value is never printed. */
  readonly isSecret: boolean;
}

interface VariableOptions {
  readonly fallback?: string;
  readonly isSecret?: boolean;
}

export function declare<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  { fallback = "none", isSecret = false }: VariableOptions = {},
): Variable<Schema> {
  return { schema, description, fallback, isSecret };
}

export const text = z.string().optional();

/** What goes into a header: nothing that could end its line (RFC 9110 §5.5). */
export const headerText = z
  .string()
  .regex(/^[\t -~\u0080-\u00ff]*$/, "it is sent in a header and may have no line breaks or control characters")
  .optional();

export const httpUrl = z
  .string()
  .refine((value) => hasProtocol(value, ["http:", "https:"]), "an http or https address is needed")
  .transform((value) => value.replace(/\/+$/, ""))
  .optional();

export const postgresUrl = z
  .string()
  .refine(
    (value) => hasProtocol(value, ["postgres:", "postgresql:"]),
    "an address like postgresql://user:password@host:5432/name is needed",
  )
  .optional();

export const redisUrl = z
  .string()
  .refine((value) => hasProtocol(value, ["redis:", "rediss:"]), "an address like redis://host:6379 is needed")
  .optional();

/** A whole number between two bounds, with a default. */
export function wholeNumber(least: number, most: number, fallback: number) {
  const message = `a whole number from ${least} to ${most} is needed`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .default(fallback);
}

/** A whole number between two bounds, or none. */
export function optionalWholeNumber(least: number, most: number) {
  return wholeNumber(least, most, least).unwrap().optional();
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
