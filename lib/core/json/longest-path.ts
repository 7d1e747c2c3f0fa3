import { TextLimitError } from "../text/text-limit-error";

/** A path is written once for each edit, so its length multiplies what a hostile body costs. */
const longestPath = 1000;

/** @throws TextLimitError for a path that is too long: the value is nested too deeply, or its keys are too long */
export function checkPath(path: string): string {
  if (path.length > longestPath) throw new TextLimitError("A value is nested too deeply for policies to read it.");
  return path;
}
