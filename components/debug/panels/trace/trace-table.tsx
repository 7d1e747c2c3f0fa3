import { HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { measureSelfTime } from "@/lib/core/traces/measure-self-time";
import { formatNanos, type TracePicture } from "./prepare-trace";

/** Rows that are drawn; the rest is in the waterfall, which draws only what is seen. */
const mostRows = 500;

/** The trace as text: for reading aloud, for printing, for copying. */
export function TraceTable({ picture }: { readonly picture: TracePicture }) {
  const { nodes } = picture.tree;
  const cell = "px-3 py-1";
  const figure = "tabular px-3 py-1 text-right whitespace-nowrap";
  return (
    <>
      <Table label="Spans of the trace, earliest first">
        <TableHead>
          <tr>
            <HeaderCell>Span</HeaderCell>
            <HeaderCell>Service</HeaderCell>
            <HeaderCell>State</HeaderCell>
            <HeaderCell isNumeric>Begins</HeaderCell>
            <HeaderCell isNumeric>Takes</HeaderCell>
            <HeaderCell isNumeric>Itself</HeaderCell>
          </tr>
        </TableHead>
        <tbody>
          {nodes.slice(0, mostRows).map((node) => (
            <Row key={node.span.span_id}>
              <td className={cell} style={{ paddingLeft: 12 + Math.min(node.depth, 12) * 14 }}>
                {node.span.name}
              </td>
              <td className={cell}>{node.span.service}</td>
              <td className={cell}>{node.span.status === "unset" ? "–" : node.span.status}</td>
              <td className={figure}>{formatNanos(node.start)}</td>
              <td className={figure}>{formatNanos(node.end - node.start)}</td>
              <td className={figure}>{formatNanos(measureSelfTime(node))}</td>
            </Row>
          ))}
        </tbody>
      </Table>
      {nodes.length > mostRows && (
        <p className="px-4 py-2 text-xs text-ink-3">
          The first {mostRows} of {nodes.length} spans.
        </p>
      )}
    </>
  );
}
