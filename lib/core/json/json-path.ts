/** Paths into JSON as people read them: `messages[2].content[0].text`, odd keys quoted: `input["a.b"].c`. */
import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "./json-access";

export type PathSegment = string | number;

const plainKey = /^[A-Za-z_$][\w$-]*$/;
const token = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The path one step deeper. */
export function joinPath(path: string, segment: PathSegment): string {
  if (typeof segment === "number") return `${path}[${segment}]`;
  if (!plainKey.test(segment)) return `${path}[${JSON.stringify(segment)}]`;
  return path === "" ? segment : `${path}.${segment}`;
}

/** Writes a path; the root is the empty string. */
export function formatPath(segments: readonly PathSegment[]): string {
  return segments.reduce<string>(joinPath, "");
}

/**
 * Reads a path that `formatPath` wrote.
 * @throws SyntaxError for anything else
 */
export function parsePath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < path.length) {
    const at = token.lastIndex;
    const match = token.exec(path);
    if (match === null) throw new SyntaxError(`Not a JSON path at ${at}: ${path.slice(0, 80)}`);
    const [, key, index, quoted] = match;
    if (key !== undefined) segments.push(key);
    else if (index !== undefined) segments.push(Number(index));
    else segments.push(JSON.parse(quoted ?? '""') as string);
  }
  return segments;
}

/** One step into a value; `undefined` when there is nothing. */
export function stepInto(value: Json | undefined, segment: PathSegment): Json | undefined {
  if (typeof segment === "number") return Array.isArray(value) ? (value[segment] as Json | undefined) : undefined;
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** The value at a path; `undefined` when there is nothing. */
export function readPath(document: Json, path: string): Json | undefined {
  let value: Json | undefined = document;
  for (const segment of parsePath(path)) value = stepInto(value, segment);
  return value;
}
