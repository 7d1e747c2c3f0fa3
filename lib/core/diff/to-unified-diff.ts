import { diffSequence } from "./diff-sequence";

const context = 3;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

interface Hunk {
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: Line[];
}

function listLines(a: readonly string[], b: readonly string[]): Line[] {
  const lines: Line[] = [];
  let atA = 0;
  let atB = 0;
  for (const { kind, count } of diffSequence(a, b)) {
    for (let step = 0; step < count; step++) {
      if (kind === "added") lines.push({ sign: "+", text: b[atB++] ?? "" });
      else lines.push({ sign: kind === "same" ? " " : "-", text: a[atA++] ?? "" });
      if (kind === "same") atB++;
    }
  }
  return lines;
}

/** Which lines are shown: changed ones and those near them. */
function findShown(lines: readonly Line[]): Set<number> {
  const shown = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    for (let near = index - context; near <= index + context; near++) shown.add(near);
  }
  return shown;
}

function listHunks(lines: readonly Line[]): Hunk[] {
  const shown = findShown(lines);
  const hunks: Hunk[] = [];
  let open: Hunk | null = null;
  let fromLine = 1;
  let toLine = 1;
  for (const [index, line] of lines.entries()) {
    if (!shown.has(index)) open = null;
    else {
      if (open === null) {
        open = { fromLine, toLine, lines: [] };
        hunks.push(open);
      }
      open.lines.push(line);
    }
    if (line.sign !== "+") fromLine++;
    if (line.sign !== "-") toLine++;
  }
  return hunks;
}

function writeHunk({ fromLine, toLine, lines }: Hunk): string {
  const from = lines.filter(({ sign }) => sign !== "+").length;
  const to = lines.filter(({ sign }) => sign !== "-").length;
  // An empty range names the line before it (GNU diff).
  const range = (line: number, count: number): string => `${count === 0 ? line - 1 : line},${count}`;
  const header = `@@ -${range(fromLine, from)} +${range(toLine, to)} @@`;
  return [header, ...lines.map(({ sign, text }) => `${sign}${text}`)].join("\n");
}

/** Two texts as a unified diff with three lines around each change; empty when they are equal. */
export function toUnifiedDiff(from: string, to: string, names: { readonly from: string; readonly to: string }): string {
  const hunks = listHunks(listLines(from.split("\n"), to.split("\n")));
  if (hunks.length === 0) return "";
  return `--- ${names.from}\n+++ ${names.to}\n${hunks.map(writeHunk).join("\n")}\n`;
}
