"use client";

import { useMemo } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import type { CallDetail } from "@/lib/core/contracts/call";
import { namePanes } from "./describe-side";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { compareHeaders, type ComparedHeader } from "./prepare-headers";

const looks: Readonly<Record<ComparedHeader["kind"], { sign: string; word: string; tone: string }>> = {
  same: { sign: "", word: "", tone: "" },
  added: { sign: "+", word: "added", tone: "text-added-ink" },
  removed: { sign: "−", word: "removed", tone: "text-removed-ink" },
  modified: { sign: "~", word: "modified", tone: "text-modified-ink" },
};
const value = "font-mono text-xs whitespace-pre-wrap wrap-anywhere align-top";

/** Headers of both sides in one table. */
export function HeadersView({ call, side }: { readonly call: CallDetail; readonly side: PreparedSide }) {
  const before = call.headers[side.originalSide];
  const after = call.headers[side.finalSide];
  const headers = useMemo(() => compareHeaders(before, after), [before, after]);
  const titles = namePanes(side);
  if (headers.length === 0) return <p className="px-4 py-6 text-sm text-ink-3">No headers were recorded.</p>;
  return (
    <Table label={`Headers of the ${side.hook}`} className="min-w-xl table-fixed">
      <TableHead>
        <tr>
          <HeaderCell className="w-1/5">Header</HeaderCell>
          <HeaderCell>{titles.originalOf}</HeaderCell>
          <HeaderCell>{titles.finalOf}</HeaderCell>
        </tr>
      </TableHead>
      <tbody>
        {headers.map((header) => (
          <Row key={header.name}>
            <th
              scope="row"
              className={joinClasses(
                "px-3 py-2 text-left font-mono text-xs font-normal wrap-anywhere align-top",
                looks[header.kind].tone,
              )}
            >
              {looks[header.kind].sign} {header.name}
              {header.kind !== "same" && <span className="sr-only"> ({looks[header.kind].word})</span>}
            </th>
            <Cell className={joinClasses(value, header.kind !== "same" && header.from !== null && "bg-removed-soft")}>
              {header.from ?? <span className="text-ink-3">–</span>}
            </Cell>
            <Cell className={joinClasses(value, header.kind !== "same" && header.to !== null && "bg-added-soft")}>
              {header.to ?? <span className="text-ink-3">–</span>}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
