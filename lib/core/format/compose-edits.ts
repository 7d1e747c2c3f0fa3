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

/** Reads the runs of a text from left to right, in the places that the text as it stands has. */
class RunReader<Edit extends Spliced> {
  readonly out: Run<Edit>[] = [];
  /** Where what was not taken yet begins. */
  position = 0;
  private index = 0;
  /** So much of the present run was taken: only of one that nobody replaced, which may be cut. */
  private taken = 0;

  constructor(private readonly runs: readonly Run<Edit>[]) {}

  /** What comes next, up to `most` characters of it; a run that was replaced only whole. */
  take(most: number): Run<Edit> | null {
    const run = this.runs[this.index];
    if (run === undefined) return null;
    const left = run.to.length - this.taken;
    if (run.edits.length > 0 || (this.taken === 0 && left <= most)) return this.pass(run, left);
    const text = run.to.slice(this.taken, this.taken + Math.min(left, most));
    const part = { from: text, to: text, edits: [] };
    if (left <= most) return this.pass(part, left);
    this.taken += text.length;
    this.position += text.length;
    return part;
  }

  private pass(run: Run<Edit>, length: number): Run<Edit> {
    this.index += 1;
    this.taken = 0;
    this.position += length;
    return run;
  }

  /** What an edit touches, from where the present group of edits begins. */
  takeTouched({ start, end }: Edit, groupStart: number): Run<Edit>[] {
    const touched: Run<Edit>[] = [];
    while (this.position < end || (this.position < start && this.position === groupStart)) {
      const run = this.take(end - this.position);
      if (run === null) break;
      touched.push(run);
    }
    return touched;
  }

  /** Hands on everything before `at`, but not a replaced run that goes beyond it. */
  skipTo(at: number): void {
    for (;;) {
      const run = this.runs[this.index];
      if (run === undefined) return;
      const isReplaced = run.edits.length > 0;
      if (isReplaced ? this.position + run.to.length > at : this.position >= at) return;
      const next = this.take(at - this.position);
      if (next !== null) this.out.push(next);
    }
  }
}

/** All edits of one step, in one pass: texts may have very many. */
function applyStep<Edit extends Spliced>(runs: readonly Run<Edit>[], ordered: readonly Edit[]): Run<Edit>[] {
  const reader = new RunReader(runs);
  for (let at = 0; at < ordered.length;) {
    const first = ordered[at];
    if (first === undefined) break;
    reader.skipTo(first.start);
    const start = reader.position;
    const touched: Run<Edit>[] = [];
    const group: Edit[] = [];
    // Edits that touch the same replaced run become one with it.
    for (let next: Edit | undefined = first; next !== undefined; next = ordered[at]) {
      if (group.length > 0 && next.start >= reader.position) break;
      group.push(next);
      at += 1;
      touched.push(...reader.takeTouched(next, start));
    }
    reader.out.push(mergeRuns(touched, group, start));
  }
  reader.skipTo(Infinity);
  return reader.out;
}

function mergeRuns<Edit extends Spliced>(
  touched: readonly Run<Edit>[],
  group: readonly Edit[],
  start: number,
): Run<Edit> {
  let text = touched.map((run) => run.to).join("");
  const last = [...group].reverse();
  for (const edit of last) text = text.slice(0, edit.start - start) + edit.to + text.slice(edit.end - start);
  return {
    from: touched.map((run) => run.from).join(""),
    to: text,
    edits: [...new Set([...touched.flatMap((run) => run.edits), ...last])],
  };
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
    if (step.some((edit) => current.slice(edit.start, edit.end) !== edit.from)) return null;
    runs = applyStep(
      runs,
      [...step].sort((left, right) => left.start - right.start || left.end - right.end),
    );
    current = runs.map((run) => run.to).join("");
  }
  return runs;
}
