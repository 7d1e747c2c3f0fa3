import type { Change, ChangeKind } from "../contracts/diff";

const order: readonly ChangeKind[] = ["modified", "added", "removed", "moved"];
const maxPaths = 2;

/** One line: `1 modified: choices[0].message.content`. */
export function summariseChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return "Unchanged";
  const parts = order.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${String(count)} ${kind}`];
  });
  const paths = changes.slice(0, maxPaths).map(({ path }) => (path === "" ? "the whole body" : path));
  const more = changes.length > maxPaths ? ` and ${String(changes.length - maxPaths)} more` : "";
  return `${parts.join(", ")}: ${paths.join(", ")}${more}`;
}
