import type { PolicyStep } from "../contracts/call";
import type { Change, Diff } from "../contracts/diff";
import { blameChanges } from "./blame-changes";
import { summariseChanges } from "./summarise-changes";

/**
 * What is known of the changes of a body of which only the beginning was kept: the places that policies recorded to have edited.
 * Comparing what is left would call the cut a change.
 */
export function diffTruncated(steps: readonly Pick<PolicyStep, "name" | "version" | "edits">[]): Diff {
  const paths = new Set(steps.flatMap(({ edits }) => edits.map(({ path }) => path)));
  const changes = [...paths].map((path): Change => ({ path, kind: "modified" }));
  const why = "only the beginning of the body was kept, so it is not compared";
  const diff: Diff = {
    changed: changes.length > 0,
    summary: changes.length === 0 ? `No edit is recorded; ${why}` : `${summariseChanges(changes)}; ${why}`,
    counts: { added: 0, removed: 0, modified: changes.length, unchanged: 0 },
    changes,
    truncated: true,
  };
  return blameChanges(diff, steps);
}
