import { formatDuration } from "@/components/ui/duration-text";
import { joinClasses } from "@/components/ui/join-classes";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import type { Figure } from "@/lib/core/compare-calls/list-figures";

function formatValue(value: Figure["a"], unit: Figure["unit"]): string {
  if (value === null) return unit === "text" ? "none" : "unknown";
  if (typeof value === "string") return value.replaceAll("_", " ");
  if (unit === "ms") return formatDuration(value);
  return unit === "cost" ? value.toPrecision(3) : value.toLocaleString("en-US");
}

function formatDelta({ delta, unit, a }: Figure): string {
  if (delta === null || delta === 0) return "";
  const sign = delta > 0 ? "+" : "−";
  const size = unit === "ms" ? formatDuration(Math.abs(delta)) : formatValue(Math.abs(delta), unit);
  const share = typeof a === "number" && a > 0 ? ` (${sign}${Math.round((100 * Math.abs(delta)) / a)} %)` : "";
  return `${sign}${size}${share}`;
}

/** Figures of two calls beside each other, with the difference in words. */
export function FigureTable({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <div className="overflow-x-auto rounded-lg border bg-surface">
      <Table label="Figures of both calls" className="min-w-md table-fixed sm:min-w-xl">
        <TableHead>
          <tr>
            <HeaderCell className="w-28 sm:w-40">Figure</HeaderCell>
            <HeaderCell>A</HeaderCell>
            <HeaderCell>B</HeaderCell>
            <HeaderCell className="w-24 sm:w-40">Difference</HeaderCell>
          </tr>
        </TableHead>
        <tbody>
          {figures.map((figure) => {
            const isOther = figure.a !== figure.b;
            return (
              <Row key={figure.name}>
                <th scope="row" className="px-3 py-1.5 text-left text-xs font-normal text-ink-3">
                  {figure.name}
                </th>
                <Cell className="tabular text-sm wrap-anywhere">{formatValue(figure.a, figure.unit)}</Cell>
                <Cell className={joinClasses("tabular text-sm wrap-anywhere", isOther && "font-medium text-ink")}>
                  {formatValue(figure.b, figure.unit)}
                </Cell>
                <Cell className="tabular text-xs text-ink-2">
                  {figure.unit === "text" ? (isOther ? "≠ differs" : "") : formatDelta(figure)}
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
