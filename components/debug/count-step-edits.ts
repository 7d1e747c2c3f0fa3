import type { PolicyStep } from "@/lib/core/contracts/call";

/** How many edits a step made, also where they themselves are left out. */
export function countStepEdits({ edit_count: count, edits }: PolicyStep): number {
  return count ?? edits.length;
}
