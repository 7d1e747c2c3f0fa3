/** Schemas that inputs of several services share. Strict strings: nothing but text ever reaches a query. */
import { z } from "zod";

// Postgres refuses NUL in text, and lone surrogates are no UTF-8.
const loneSurrogate = /\p{Surrogate}/u;
const storable = (text: string): boolean => !text.includes("\0") && !loneSurrogate.test(text);

/** Text that Postgres can store, trimmed. */
export const nameText = z
  .string()
  .trim()
  .min(1, "a name is needed")
  .max(100, "at most 100 characters")
  .refine(storable, "this text cannot be stored");

/** Text to search for. */
export const searchText = z.string().max(200, "at most 200 characters").refine(storable, "this text cannot be stored");

export const id = z.uuid("an id is needed").toLowerCase();

/** An id in a path. */
export const idParams = z.strictObject({ id });
export type IdParams = z.infer<typeof idParams>;

/** ISO 8601 with a zone. */
export const instant = z.iso.datetime({ offset: true, error: "a time like 2026-11-21T12:00:00Z is needed" });

const defaultLimit = 50;
const maxLimit = 200;

export const limit = z.coerce
  .number("a number is needed")
  .int("a whole number is needed")
  .min(1, "at least 1")
  .max(maxLimit, `at most ${maxLimit}`)
  .default(defaultLimit);

/** `?limit=&cursor=` of every list. The cursor is the last id of the page before. */
export const pageQuery = z.strictObject({ limit, cursor: id.optional() });
export type PageQuery = z.infer<typeof pageQuery>;

const maxMetadataBytes = 16_384;

/** A flat or nested JSON object for people's own use. */
export const metadata = z
  .record(z.string().max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= maxMetadataBytes, `at most ${maxMetadataBytes} characters`)
  .refine((value) => storable(JSON.stringify(value)) && !JSON.stringify(value).includes("\\u0000"), {
    error: "this text cannot be stored",
  });
