import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "../json/json-access";
import { joinPath } from "../json/json-path";

/** One value in a JSON tree. */
export interface NodeChild {
  readonly path: string;
  /** Its key or index; `null` for the root. */
  readonly key: string | number | null;
  readonly type: "object" | "array" | "string" | "number" | "boolean" | "null";
  /** Members of an object or array, characters of a text; 0 for others. */
  readonly size: number;
  /** The value, or the beginning of a text; for objects and arrays their first keys. */
  readonly preview: string;
}

/** A value and what is directly below it. */
export interface NodeView extends NodeChild {
  /** From `offset`, at most `childLimit`. */
  readonly children: readonly NodeChild[];
  readonly offset: number;
  /** The text from `offset`, at most `textLimit` characters; `null` for other types. */
  readonly text: string | null;
}

export const childLimit = 200;
export const textLimit = 100_000;
const previewLength = 160;

function typeOf(value: Json): NodeChild["type"] {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "object" | "string" | "number" | "boolean";
}

function previewOf(value: Json): string {
  if (typeof value === "string") return value.slice(0, previewLength);
  if (Array.isArray(value)) return "";
  if (isObject(value)) return Object.keys(value).slice(0, 6).join(", ").slice(0, previewLength);
  return JSON.stringify(value);
}

function sizeOf(value: Json): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

function describe(value: Json, path: string, key: string | number | null): NodeChild {
  return { path, key, type: typeOf(value), size: sizeOf(value), preview: previewOf(value) };
}

function listMembers(value: Json, offset: number): [key: string | number, item: Json][] {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).slice(offset, offset + childLimit);
    return items.map((item, index) => [offset + index, item]);
  }
  return isObject(value) ? Object.entries(value).slice(offset, offset + childLimit) : [];
}

/** What a tree shows of one value, bounded whatever its size. */
export function describeNode(value: Json, path: string, offset: number): NodeView {
  return {
    ...describe(value, path, null),
    children: listMembers(value, offset).map(([key, item]) => describe(item, joinPath(path, key), key)),
    offset,
    text: typeof value === "string" ? value.slice(offset, offset + textLimit) : null,
  };
}
