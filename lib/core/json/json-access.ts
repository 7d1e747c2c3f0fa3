/** Reading JSON of unknown shape without trusting it: a wrong type reads as absent. */
import type { Json } from "../dialects/dialect-adapter";

export type JsonObject = Readonly<Record<string, Json>>;
/** A JSON object under construction. */
export type OpenObject = Record<string, Json>;

const noItems: readonly Json[] = [];

/** Narrows to a JSON object (neither array nor null). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The array, or an empty one. */
export function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : noItems;
}

/** The objects of an array; whatever else is in it is left out. */
export function listObjects(value: Json | undefined): JsonObject[] {
  return asArray(value).filter((item) => isObject(item));
}

/** The object, or `null`. */
export function asObject(value: Json | undefined): JsonObject | null {
  return isObject(value) ? value : null;
}

/** The string, or `null`. */
export function asString(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** The finite number, or `null`. */
export function asNumber(value: Json | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Sets an own property even when the key is `__proto__`, which plain assignment would swallow. */
export function setKey(target: OpenObject, key: string, value: Json): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A shallow copy that may be written to. */
export function copyObject(value: JsonObject): OpenObject {
  return { ...value };
}

/** Parses, or returns `undefined` for text that is not JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
