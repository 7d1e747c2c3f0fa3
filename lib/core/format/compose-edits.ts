/** A stretch of a text before and after a chain of edits, with the edits that made it; none when it is as it was. */
export interface ComposedRun<Edit> {
  readonly from: string;
  readonly to: string;
  readonly edits: readonly Edit[];
}

interface Spliced {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

type Run<Edit> = ComposedRun<Edit>;

/** Cuts the runs so that one of them begins at `at` of the current text; a run that was replaced is never cut. */
function splitAt<Edit>(runs: readonly Run<Edit>[], at: number): Run<Edit>[] {
  const out: Run<Edit>[] = [];
  let position = 0;
  for (const run of runs) {
    const cut = at - position;
    position += run.to.length;
    if (cut <= 0 || cut >= run.to.length || run.edits.length > 0) {
      out.push(run);
      continue;
    }
    out.push({ from: run.to.slice(0, cut), to: run.to.slice(0, cut), edits: [] });
    out.push({ from: run.to.slice(cut), to: run.to.slice(cut), edits: [] });
  }
  return out;
}

function applyOne<Edit extends Spliced>(runs: readonly Run<Edit>[], edit: Edit): Run<Edit>[] {
  const cut = splitAt(splitAt(runs, edit.start), edit.end);
  const before: Run<Edit>[] = [];
  const touched: Run<Edit>[] = [];
  const after: Run<Edit>[] = [];
  let position = 0;
  for (const run of cut) {
    const end = position + run.to.length;
    if (position < edit.end && end > edit.start) touched.push(run);
    else if (end <= edit.start) before.push(run);
    else after.push(run);
    position = end;
  }
  const start = before.reduce((sum, run) => sum + run.to.length, 0);
  const text = touched.map((run) => run.to).join("");
  const merged: Run<Edit> = {
    from: touched.map((run) => run.from).join(""),
    to: text.slice(0, edit.start - start) + edit.to + text.slice(edit.end - start),
    edits: [...new Set([...touched.flatMap((run) => run.edits), edit])],
  };
  return [...before, merged, ...after];
}

/**
 * Lays the edits of a chain of steps over one text, so that every changed stretch knows who changed it. Edits of one step
 * count their offsets in the text that this step got.
 * @returns `null` when the edits do not belong to this text
 */
export function composeEdits<Edit extends Spliced>(
  text: string,
  steps: readonly (readonly Edit[])[],
): ComposedRun<Edit>[] | null {
  let runs: Run<Edit>[] = text === "" ? [] : [{ from: text, to: text, edits: [] }];
  let current = text;
  for (const step of steps) {
    const ordered = [...step].sort((a, b) => b.start - a.start || b.end - a.end);
    for (const edit of ordered) {
      if (current.slice(edit.start, edit.end) !== edit.from) return null;
      runs = applyOne(runs, edit);
    }
    current = runs.map((run) => run.to).join("");
  }
  return runs;
}
