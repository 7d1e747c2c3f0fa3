import type { PolicyStep, RecordedEdit } from "../contracts/call";

/** A stretch of a text as the whole chain has it and as it is without the steps that are left out. */
interface Run {
  readonly actual: string;
  readonly replayed: string;
  readonly isSame: boolean;
}

const same = (text: string): Run => ({ actual: text, replayed: text, isSame: true });

/** Cuts the runs so that one begins at `at` of the actual text; stretches that differ are never cut. */
function cutAt(runs: readonly Run[], at: number): Run[] {
  let position = 0;
  return runs.flatMap((run) => {
    const cut = at - position;
    position += run.actual.length;
    if (!run.isSame || cut <= 0 || cut >= run.actual.length) return [run];
    return [same(run.actual.slice(0, cut)), same(run.actual.slice(cut))];
  });
}

/** What a stretch became in the chain as it ran. */
function rewrite(edit: RecordedEdit, before: readonly Run[], touched: readonly Run[]): string {
  const start = before.reduce((sum, run) => sum + run.actual.length, 0);
  const text = touched.map((run) => run.actual).join("");
  return text.slice(0, edit.start - start) + edit.to + text.slice(edit.end - start);
}

/** One text on its way through the chain. */
class TextReplay {
  private runs: Run[] = [];

  /** Takes one edit of the step; offsets count in the text that the step got, so edits come last first. */
  take(edit: RecordedEdit, isHidden: boolean): RecordedEdit | null {
    const { before, touched, after } = this.split(edit);
    const isVisible = !isHidden && touched.every((run) => run.isSame);
    const replayed = touched.map((run) => run.replayed).join("");
    const start = before.reduce((sum, run) => sum + run.replayed.length, 0);
    const next = isVisible ? same(edit.to) : { actual: rewrite(edit, before, touched), replayed, isSame: false };
    this.runs = [...before, next, ...after];
    return isVisible ? { ...edit, start, end: start + replayed.length } : null;
  }

  private split(edit: RecordedEdit): { before: Run[]; touched: Run[]; after: Run[] } {
    const parts = { before: [] as Run[], touched: [] as Run[], after: [] as Run[] };
    let position = 0;
    for (const run of cutAt(cutAt(this.runs, edit.start), edit.end)) {
      const end = position + run.actual.length;
      if (position < edit.end && end > edit.start) parts.touched.push(run);
      else if (end <= edit.start) parts.before.push(run);
      else parts.after.push(run);
      position = end;
    }
    return parts;
  }

  /** Makes room for an edit. The text itself is not needed: where no edit was, blanks stand in for it on both sides. */
  reach(length: number): void {
    const known = this.runs.reduce((sum, run) => sum + run.actual.length, 0);
    if (known < length) this.runs = [...this.runs, same(" ".repeat(length - known))];
  }
}

/**
 * The steps as they would have been without those that are hidden: their edits are gone, and edits of later steps are moved
 * to where their text stands then. An edit of what a hidden step wrote goes with it, since that text never was.
 * @param hidden indexes of steps
 */
export function replayEdits(steps: readonly PolicyStep[], hidden: ReadonlySet<number>): PolicyStep[] {
  const texts = new Map<string, TextReplay>();
  return steps.map((step, index) => {
    const kept: RecordedEdit[] = [];
    const lastFirst = [...step.edits].sort((a, b) => b.start - a.start || b.end - a.end);
    for (const edit of lastFirst) {
      const key = `${step.hook} ${edit.path}`;
      const text = texts.get(key) ?? new TextReplay();
      texts.set(key, text);
      text.reach(edit.end);
      const replayed = text.take(edit, hidden.has(index));
      if (replayed !== null) kept.push(replayed);
    }
    return { ...step, edits: kept.reverse() };
  });
}
