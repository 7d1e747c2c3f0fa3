import type { Json } from "../dialects/dialect-adapter";

const isContainer = (value: Json): boolean => typeof value === "object" && value !== null;

function listContainers(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)).filter(isContainer);
}

/** Deeper values are not shown: `jsonb` and recursion give up somewhere, and readers before that. */
export const readableDepth = 200;
/** What stands in place of such a value. */
export const tooDeepNote = `Nested deeper than ${String(readableDepth)} levels.`;

/** Whether arrays and objects are nested deeper than `limit`. Iterative: depth comes from outside, and stacks are small. */
export function isDeeperThan(root: Json, limit: number): boolean {
  let level: readonly Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(listContainers);
  }
  return false;
}
