import type { PolicyStep } from "../contracts/call";
import type { Change, ChangeBlame, Diff } from "../contracts/diff";

type BlamedStep = Pick<PolicyStep, "name" | "version" | "edits">;

/** Whether one path is the other or leads to it. */
function isWithin(path: string, parent: string): boolean {
  if (parent === "" || path === parent) return true;
  return path.startsWith(parent) && /^[.[]/.test(path.slice(parent.length));
}

function listBlame(change: Change, steps: readonly BlamedStep[]): ChangeBlame[] {
  const found = new Map<string, ChangeBlame>();
  for (const { name, version, edits } of steps) {
    for (const { path, rule, reason } of edits) {
      if (!isWithin(path, change.path) && !isWithin(change.path, path)) continue;
      found.set(JSON.stringify([name, version, rule, reason]), { policy: name, version, rule, reason });
    }
  }
  return [...found.values()];
}

function blameChange(change: Change, steps: readonly BlamedStep[]): Change {
  const blame = listBlame(change, steps);
  const [first] = blame;
  if (first === undefined) return change;
  const isOne = blame.every(({ policy }) => policy === first.policy);
  return { ...change, ...(isOne && { policy: first.policy }), blame };
}

/** Says of every change which policies' recorded edits it comes from. */
export function blameChanges(diff: Diff, steps: readonly BlamedStep[]): Diff {
  return { ...diff, changes: diff.changes.map((change) => blameChange(change, steps)) };
}
