import type { RepriceGroup } from "@/lib/core/contracts/reprice";

interface RepriceReport {
  readonly groups: readonly RepriceGroup[];
  readonly examined: number;
  readonly isDryRun: boolean;
}

const head = ["project", "model", "calls", "changed", "before", "after", "prices"];
const figures: ReadonlySet<number> = new Set([2, 3, 4, 5]);

function describeSum({ amount, unknown }: RepriceGroup["before"], calls: number): string {
  if (unknown === calls) return "unknown";
  return unknown === 0 ? `$${amount}` : `$${amount} + ${String(unknown)} unknown`;
}

function toCells(group: RepriceGroup): string[] {
  const { project, model, calls, changed, before, after, source_before: from, source_after: to } = group;
  const prices = from === to ? to : `${from} → ${to}`;
  const sums = [describeSum(before, calls), describeSum(after, calls)];
  return [project, model, String(calls), String(changed), ...sums, prices];
}

/** The table that `npm run reprice` ends with. */
export function formatRepriceReport({ groups, examined, isDryRun }: RepriceReport): string {
  const changed = groups.reduce((sum, group) => sum + group.changed, 0);
  const verb = isDryRun ? "would change" : "changed";
  const sum = `${String(examined)} calls examined, the cost of ${String(changed)} ${verb}.`;
  if (groups.length === 0) return sum;
  const rows = [head, ...groups.map(toCells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        figures.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", sum].join("\n");
}
