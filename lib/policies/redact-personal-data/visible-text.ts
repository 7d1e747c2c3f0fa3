import { foldText, hasForeign, hasInvisible, isInvisible } from "./fold-text";

interface Gap {
  /** Offset in the visible text before which something was left out. */
  readonly at: number;
  /** How much was left out up to and including here. */
  readonly total: number;
}

/** A growing text without its characters of no width, and where its offsets are in the text as it came. */
export class VisibleText {
  private gaps: Gap[] = [];
  private cuts: Set<number> | null = null;
  private total = 0;
  /** What was left out before all gaps that are still known. */
  private forgotten = 0;
  private length = 0;

  /** Adds what came; answers what is visible of it. */
  add(text: string): string {
    if (!hasForeign(text)) {
      this.length += text.length;
      return text;
    }
    const folded = foldText(text);
    if (!hasInvisible(folded)) {
      this.length += folded.length;
      return folded;
    }
    let visible = "";
    let from = 0;
    for (let at = 0; at < folded.length; at++) {
      if (!isInvisible(folded[at] ?? "")) continue;
      visible += folded.slice(from, at);
      from = at + 1;
      this.cut(this.length + visible.length);
    }
    visible += folded.slice(from);
    this.length += visible.length;
    return visible;
  }

  private cut(at: number): void {
    this.total++;
    if (this.gaps.at(-1)?.at === at) this.gaps.pop();
    this.gaps.push({ at, total: this.total });
    this.cuts ??= new Set();
    this.cuts.add(at);
  }

  /** Whether something was left out right before an offset of the visible text. */
  isCut(at: number): boolean {
    return this.cuts?.has(at) === true;
  }

  /** Where a character of the visible text is in the text as it came. */
  startOf(at: number): number {
    return at + this.leftOut(at);
  }

  /** Where the text as it came goes on after a stretch of visible text that ends at `at`. */
  endOf(at: number): number {
    return at === 0 ? 0 : at + this.leftOut(at - 1);
  }

  /** Forgets the gaps before an offset. */
  forget(before: number): void {
    const [first] = this.gaps;
    if (first === undefined || first.at >= before) return;
    const kept = this.gaps.findIndex(({ at }) => at >= before);
    const dropped = kept < 0 ? this.gaps : this.gaps.slice(0, kept);
    this.forgotten = dropped.at(-1)?.total ?? this.forgotten;
    this.gaps = kept < 0 ? [] : this.gaps.slice(kept);
    this.cuts = new Set(this.gaps.map(({ at }) => at));
  }

  /** How many characters were left out before the visible character at an offset. */
  private leftOut(at: number): number {
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.gaps[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? this.forgotten : (this.gaps[low - 1]?.total ?? 0);
  }
}
