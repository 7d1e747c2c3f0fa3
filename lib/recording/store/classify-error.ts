/** What to do after a batch was refused. */
export type Refusal =
  /** The data themselves are refused: find the culprit and set it aside. */
  | "data"
  /** Too slow: try with less at once, and set aside what is too slow alone. */
  | "timeout"
  /** Everything else passes, for example a database that is away: wait and try again, forever. */
  | "wait";

/** SQLSTATE classes: data exception, integrity violation, program limit exceeded, cardinality, untranslatable. */
const dataClasses = new Set(["21", "22", "23", "54"]);

export function classifyRefusal(error: unknown): Refusal {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
    if (code === "57014") return "timeout";
    return dataClasses.has(code.slice(0, 2)) ? "data" : "wait";
  }
  // Text longer than a JavaScript string may be, or a parameter beyond the protocol's 2 GB.
  if (error instanceof RangeError || error instanceof TypeError) return "data";
  return error instanceof Error && error.message.includes("Query read timeout") ? "timeout" : "wait";
}
