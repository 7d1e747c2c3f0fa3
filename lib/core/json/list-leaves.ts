import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "./json-access";
import { joinPath } from "./json-path";
import { checkPath } from "./longest-path";

export interface JsonLeaf {
  readonly path: string;
  readonly text: string;
  readonly isNumber: boolean;
}

function listChildren(value: Json, path: string): [string, Json][] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => [joinPath(path, index), item]);
  if (isObject(value)) return Object.entries(value).map(([key, item]) => [joinPath(path, key), item]);
  return [];
}

/**
 * All strings and numbers inside a value, in document order, without recursion: depth comes from the outside.
 * @throws TextLimitError when it is nested too deeply
 */
export function listLeaves(root: Json, rootPath: string): JsonLeaf[] {
  const leaves: JsonLeaf[] = [];
  const stack: [string, Json][] = [[rootPath, root]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [path, value] = next;
    checkPath(path);
    if (typeof value === "string") leaves.push({ path, text: value, isNumber: false });
    else if (typeof value === "number") leaves.push({ path, text: String(value), isNumber: true });
    else for (const child of listChildren(value, path).reverse()) stack.push(child);
  }
  return leaves;
}
