import type { ScanResult, TextEdit, TextScanner } from "../contracts/policy";

function checkEdits(edits: readonly TextEdit[], decidedBefore: number, decidedTo: number): void {
  let from = decidedBefore;
  for (const { start, end } of edits) {
    const isSound = start >= from && end >= start && end <= decidedTo;
    if (!isSound) throw new RangeError("The policy returned edits that overlap, or that touch text already decided.");
    from = end;
  }
}

/** A scanner whose results are known to keep the rules of `ScanResult`; it throws RangeError where they do not. */
export function createCheckedScanner(scanner: TextScanner): TextScanner {
  let length = 0;
  let decided = 0;

  function check(result: ScanResult): ScanResult {
    const { decidedTo } = result;
    // A call that must stop stops, whatever else the result says.
    if (result.block !== undefined) return result;
    if (!(decidedTo >= decided && decidedTo <= length)) {
      throw new RangeError("The policy decided text that it took back or has not seen.");
    }
    if (result.edits.length > 0) checkEdits(result.edits, decided, decidedTo);
    decided = decidedTo;
    return result;
  }

  return {
    push: (text) => {
      length += text.length;
      return check(scanner.push(text));
    },
    end: () => {
      const result = check(scanner.end());
      if (result.block === undefined && result.decidedTo !== length) {
        throw new RangeError("The policy left text undecided at its end.");
      }
      return result;
    },
  };
}
