const width = 28;

/** A bar that redraws itself in a terminal, and stays silent where there is none. */
export function drawProgress(done: number, total: number, title: string): void {
  if (!process.stdout.isTTY) return;
  const filled = Math.round((done / total) * width);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const line = `${bar} ${String(done).padStart(2)}/${total}  ${title}`.slice(0, process.stdout.columns - 1);
  process.stdout.write(`\r\u001B[2K${done === total ? "" : line}`);
}
