import type { PolicyStep } from "../contracts/call";
import type { Change, ChangeBlame, Diff } from "../contracts/diff";
import { PathIndex } from "../json/path-index";

type BlamedStep = Pick<PolicyStep, "name" | "version" | "edits">;

interface NamedEdit {
  readonly path: string;
  readonly blame: ChangeBlame;
}

function listEdits(steps: readonly BlamedStep[]): NamedEdit[] {
  return steps.flatMap(({ name, version, edits }) =>
    edits.map(({ path, rule, reason }) => ({ path, blame: { policy: name, version, rule, reason } })),
  );
}

function listBlame(path: string, edits: PathIndex<NamedEdit>): ChangeBlame[] {
  const found = new Map<string, ChangeBlame>();
  for (const { blame } of edits.around(path)) found.set(JSON.stringify(Object.values(blame)), blame);
  return [...found.values()];
}

function blameChange(change: Change, edits: PathIndex<NamedEdit>): Change {
  const blame = listBlame(change.path, edits);
  const [first] = blame;
  if (first === undefined) return change;
  const isOne = blame.every(({ policy }) => policy === first.policy);
  return { ...change, ...(isOne && { policy: first.policy }), blame };
}

/** Says of every change which policies' recorded edits it comes from. */
export function blameChanges(diff: Diff, steps: readonly BlamedStep[]): Diff {
  const edits = new PathIndex(listEdits(steps), ({ path }) => path);
  return { ...diff, changes: diff.changes.map((change) => blameChange(change, edits)) };
}
