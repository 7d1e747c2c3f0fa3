import { describeTextChange, type TextChangeNote } from "@/lib/core/diff/describe-text-change";

/** Longer texts are plain to see, and looking would cost. */
const maxLength = 20_000;

const words: Readonly<Record<TextChangeNote, string>> = {
  whitespace: "Only white space differs.",
  invisible: "Only characters that one cannot see differ.",
  "look-alike": "Only characters that look alike differ.",
  normalisation: "The same letters, put together otherwise (Unicode normalisation).",
  case: "Only upper and lower case differ.",
};

interface TextChange {
  readonly from: string;
  readonly to: string;
}

/** In what one may miss that two texts differ; `null` when it is plain to see. */
export function noteChange({ from, to }: TextChange): TextChangeNote | null {
  return from.length + to.length > maxLength ? null : describeTextChange(from, to);
}

/** The same as a sentence. */
export function describeChange(change: TextChange): string | null {
  const note = noteChange(change);
  return note === null ? null : words[note];
}
