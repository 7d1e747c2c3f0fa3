import type { ScanResult, TextEdit, TextScanner } from "../contracts/policy";

function checkEdits(edits: readonly TextEdit[], decidedBefore: number, decidedTo: number): void {
  let from = decidedBefore;
  for (const { start, end } of edits) {
    const isSound = start >= from && end >= start && end <= decidedTo;
    if (!isSound) throw new RangeError("The policy returned edits that overlap, or that touch text already decided.");
    from = end;
  }
}

class CheckedScanner implements TextScanner {
  private length = 0;
  private decided = 0;

  constructor(private readonly scanner: TextScanner) {}

  push(text: string): ScanResult {
    this.length += text.length;
    return this.check(this.scanner.push(text));
  }

  end(): ScanResult {
    const result = this.check(this.scanner.end());
    if (result.block === undefined && result.decidedTo !== this.length) {
      throw new RangeError("The policy left text undecided at its end.");
    }
    return result;
  }

  private check(result: ScanResult): ScanResult {
    const { decidedTo } = result;
    // A call that must stop stops, whatever else the result says.
    if (result.block !== undefined) return result;
    if (!(decidedTo >= this.decided && decidedTo <= this.length)) {
      throw new RangeError("The policy decided text that it took back or has not seen.");
    }
    if (result.edits.length > 0) checkEdits(result.edits, this.decided, decidedTo);
    this.decided = decidedTo;
    return result;
  }
}

/** A scanner whose results are known to keep the rules of `ScanResult`; it throws RangeError where they do not. */
export function createCheckedScanner(scanner: TextScanner): TextScanner {
  return new CheckedScanner(scanner);
}
