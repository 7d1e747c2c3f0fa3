import type { Variable } from "./variable";
import { variables } from "./variables";

/** Names of variables that are set although this version does nothing with them: whoever set them must be told. */
export function listUnused(source: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries<Variable>(variables)
    .filter(([name, { isUnused }]) => isUnused && (source[name] ?? "") !== "")
    .map(([name]) => name);
}
