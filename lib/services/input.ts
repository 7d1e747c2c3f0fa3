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

const largestInteger = 2_147_483_647;

/** How many requests a token may make in all. */
export const requestLimit = z
  .int("a whole number is needed")
  .min(1, "at least 1")
  .max(largestInteger, `at most ${largestInteger}`);

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

const maxJsonCharacters = 65_536;

/** A JSON object that `jsonb` can hold. */
export const jsonObject = z.record(z.string().max(200), z.json()).superRefine((value, context) => {
  const text = JSON.stringify(value);
  if (text.length > maxJsonCharacters) context.addIssue(`at most ${maxJsonCharacters} characters`);
  // JSON.stringify writes both as escapes, so a backslash before them is one of the text itself.
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)) context.addIssue("a character in it cannot be stored");
});

/** No input, or an empty object. */
export const noInput = z.strictObject({});
