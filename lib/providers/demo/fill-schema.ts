import { asArray, asNumber, asObject, asString, type JsonObject, type OpenObject } from "@/lib/core/json/json-access";
import type { Json } from "@/lib/core/dialects/dialect-adapter";

const valuesByName: readonly (readonly [name: RegExp, value: string])[] = [
  [/e-?mail|recipient|^to$/i, "maria.lindqvist@example.com"],
  [/city|location|place|town/i, "Lisbon"],
  [/country/i, "Portugal"],
  [/phone/i, "+1 (415) 555-0132"],
  [/account/i, "1234-5678-9012"],
  [/date|day/i, "2026-11-21"],
  [/path|file/i, "notes/example.txt"],
  [/url|link/i, "https://example.com/"],
  [/name/i, "Maria Lindqvist"],
];

const deepest = 6;
const usualNumber = 3;

function fillText(name: string, hint: string): string {
  return valuesByName.find(([pattern]) => pattern.test(name))?.[1] ?? hint;
}

function fillObject(schema: JsonObject, hint: string, depth: number): Json {
  const filled: OpenObject = {};
  if (depth >= deepest) return filled;
  const required = Array.isArray(schema.required) ? new Set(asArray(schema.required)) : null;
  for (const [key, property] of Object.entries(asObject(schema.properties) ?? {})) {
    // What may be left out is left out: agents check what they are given, and every value is a chance to be wrong.
    if (required !== null && !required.has(key)) continue;
    filled[key] = fillValue(property, { name: key, hint, depth: depth + 1 });
  }
  return filled;
}

interface Place {
  readonly name: string;
  readonly hint: string;
  readonly depth: number;
}

function readType(schema: JsonObject): string | null {
  const named =
    asString(schema.type) ??
    asArray(schema.type)
      .map(asString)
      .find((type) => type !== "null" && type !== null);
  return named ?? (schema.properties === undefined ? null : "object");
}

function fillArray(schema: JsonObject, place: Place): Json {
  return place.depth >= deepest ? [] : [fillValue(schema.items ?? null, { ...place, depth: place.depth + 1 })];
}

/** The usual number, or the nearest one that is allowed. */
function fillNumber(schema: JsonObject): number {
  const most = asNumber(schema.maximum) ?? usualNumber;
  return Math.max(asNumber(schema.minimum) ?? usualNumber, Math.min(usualNumber, most));
}

function fillValue(value: Json, place: Place): Json {
  const schema = asObject(value) ?? {};
  const given = schema.const ?? asArray(schema.enum)[0] ?? schema.default;
  if (given !== undefined) return given;
  switch (readType(schema)) {
    case "object":
      return fillObject(schema, place.hint, place.depth);
    case "array":
      return fillArray(schema, place);
    case "integer":
    case "number":
      return fillNumber(schema);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return fillText(place.name, place.hint);
  }
}

/** A value that fits a JSON Schema well enough to be looked at: plausible texts by property name, else the hint. */
export function fillSchema(schema: Json, hint: string): Json {
  return fillValue(schema, { name: "", hint, depth: 0 });
}
