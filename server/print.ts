/** One line for people. The supervisor's terminal is our user interface; everything else is a log. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
