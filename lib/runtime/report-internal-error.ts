/** Tells the operator of an error that nobody foresaw. Its text may quote a payload, so only its kind and place are kept. */
export function reportInternalError(error: unknown): void {
  const kind = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && "code" in error ? ` ${String(error.code)}` : "";
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  process.stderr.write(`diffract: unexpected ${kind}${code}\n${frames.slice(0, 6).join("\n")}\n`);
}
