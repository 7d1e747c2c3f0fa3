import type { ScanResult, TextEdit, TextScanner } from "@/lib/core/contracts/policy";
import type { Needle, NeedleTrie } from "./needle-trie";

/** What to look for, prepared once for all texts. */
export interface Needles {
  readonly trie: NeedleTrie;
  /** Finds the next unit with which a needle can begin. */
  readonly firstUnits: RegExp;
  readonly isCaseKept: boolean;
  readonly isWholeWord: boolean;
}

const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;

/** Lower case unit by unit, so that offsets stay and no neighbour matters (a final sigma, for example). */
function foldUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

/** The form in which texts are compared. */
export function foldText(text: string, isCaseKept: boolean): string {
  return isCaseKept ? text : text.replace(/[A-Z]|[^\0-\x7f]/g, foldUnit);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const start = at >= 2 && isLowSurrogate(text.charCodeAt(at - 1)) ? at - 2 : at - 1;
  return wordCharacter.test(text.slice(start, at));
}

function isWordAfter(text: string, at: number): boolean {
  return at < text.length && wordCharacter.test(String.fromCodePoint(text.codePointAt(at) ?? 32));
}

/** Whether a whole word may begin or end here, judged by what is outside. */
type Verdict = "match" | "open" | "no";

class ReplaceScanner implements TextScanner {
  /** Text from `start` on, with up to two units before it that are already decided. */
  private text = "";
  private folded = "";
  private start = 0;
  private context = 0;

  constructor(private readonly needles: Needles) {}

  push(text: string): ScanResult {
    this.text += text;
    this.folded += foldText(text, this.needles.isCaseKept);
    return this.scan(false);
  }

  end(): ScanResult {
    return this.scan(true);
  }

  private scan(isEnd: boolean): ScanResult {
    const edits: TextEdit[] = [];
    const { firstUnits } = this.needles;
    let cursor = this.context;
    let hold = this.text.length;
    firstUnits.lastIndex = cursor;
    for (let found = firstUnits.exec(this.folded); found !== null; found = firstUnits.exec(this.folded)) {
      const at = found.index;
      const needle = this.judge(at, isEnd);
      if (needle === "open") {
        hold = at;
        break;
      }
      cursor = at + (needle?.folded.length ?? 1);
      firstUnits.lastIndex = cursor;
      if (needle !== null) edits.push(this.writeEdit(at, needle));
    }
    const decidedTo = this.start + hold - this.context;
    this.forget(hold);
    return { decidedTo, edits };
  }

  /** The longest needle here; `open` when more text may change the answer. */
  private judge(at: number, isEnd: boolean): Needle | "open" | null {
    const { isWholeWord, trie } = this.needles;
    if (isWholeWord && isWordBefore(this.text, at)) return null;
    const { found, isOpen } = trie.walk(this.folded, at);
    if (isOpen && !isEnd) return "open";
    for (let index = found.length - 1; index >= 0; index--) {
      const needle = found[index];
      if (needle === undefined) continue;
      const verdict = isWholeWord ? this.compareEnd(at + needle.folded.length, isEnd) : "match";
      if (verdict === "open") return "open";
      if (verdict === "match") return needle;
    }
    return null;
  }

  /** Whether a word ends here; half a character at the end of what has come says nothing yet. */
  private compareEnd(after: number, isEnd: boolean): Verdict {
    const isCut = after >= this.text.length - 1 && isHighSurrogate(this.text.charCodeAt(this.text.length - 1));
    if (!isEnd && (after === this.text.length || isCut)) return "open";
    return isWordAfter(this.text, after) ? "no" : "match";
  }

  private writeEdit(at: number, { folded, replacement, rule }: Needle): TextEdit {
    const start = this.start + at - this.context;
    return { start, end: start + folded.length, replacement, rule, reason: "Replaced text" };
  }

  private forget(upTo: number): void {
    const keep = Math.max(0, upTo - 2);
    this.start += upTo - this.context;
    this.context = upTo - keep;
    this.text = this.text.slice(keep);
    this.folded = this.folded.slice(keep);
  }
}

/** Makes a scanner that replaces literal texts: at each place the longest one, from left to right. */
export function createReplaceScanner(needles: Needles): TextScanner {
  return new ReplaceScanner(needles);
}
