import type { ReactNode } from "react";
import { Card, CardHeader } from "@/components/ui/card";
import { joinClasses } from "@/components/ui/join-classes";
import { formatCost } from "@/lib/core/format/format-cost";
import { definePanel, type PanelViewProps } from "../define-panel";
import { prepareUsage, type UsageData, type UsageLine } from "./prepare-usage";

const whole = new Intl.NumberFormat("en-US");

function Line({ line }: { readonly line: UsageLine }) {
  return (
    <tr className={joinClasses(!line.isDetail && "border-t first:border-t-0")}>
      <th
        scope="row"
        className={joinClasses("py-1.5 text-left font-normal", line.isDetail ? "pl-4 text-xs text-ink-3" : "text-ink")}
      >
        {line.isDetail && <span className="sr-only">of which </span>}
        {line.name}
      </th>
      <td className={joinClasses("tabular py-1.5 text-right", line.isDetail ? "text-xs text-ink-2" : "text-ink")}>
        {line.tokens === null ? <span className="text-ink-3">unknown</span> : whole.format(line.tokens)}
      </td>
    </tr>
  );
}

interface QuietTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
}

/** A table that explains itself to the eye; its caption and headings are for screen readers. */
function QuietTable({ caption, columns, children }: QuietTableProps) {
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only">
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}

/** How the cost comes about, price by price. */
function BillView({ data: { bill, cost, costOrigin } }: { readonly data: UsageData }) {
  return (
    <div className="border-t px-4 py-2">
      <QuietTable caption="Cost" columns={["What", "How much", "Price", "Amount"]}>
        <tbody>
          {bill.map(({ name, quantity, price, amount }, index) => (
            <tr key={`${String(index)} ${name}`} className="text-xs text-ink-2">
              <th scope="row" className="py-1 text-left font-normal">
                {name}
              </th>
              <td className="tabular py-1 text-right">{quantity}</td>
              <td className="tabular py-1 pl-3 text-right whitespace-nowrap text-ink-3">{price}</td>
              <td className="tabular py-1 pl-3 text-right">{amount}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className={joinClasses(bill.length > 0 && "border-t")}>
            <th scope="row" className="py-1.5 text-left font-normal text-ink">
              Cost
            </th>
            <td colSpan={3} className="tabular py-1.5 text-right text-ink">
              {cost === null ? <span className="text-ink-3">unknown</span> : formatCost(cost)}
            </td>
          </tr>
        </tfoot>
      </QuietTable>
      <p className="pb-1 text-xs text-ink-3">{costOrigin}</p>
    </div>
  );
}

function UsageView({ data }: PanelViewProps<UsageData>) {
  return (
    <Card aria-label="Usage">
      <CardHeader title="Usage" description={data.origin} />
      <div className="px-4 py-2">
        <QuietTable caption="Tokens" columns={["What", "Tokens"]}>
          <tbody>
            {data.lines.map((line, index) => (
              <Line key={`${String(index)} ${line.name}`} line={line} />
            ))}
          </tbody>
          <tfoot>
            {data.tokensPerSecond !== null && (
              <tr className="border-t">
                <th scope="row" className="py-1.5 text-left font-normal text-ink">
                  Speed
                </th>
                <td className="tabular py-1.5 text-right text-ink">{data.tokensPerSecond.toFixed(1)} tokens/s</td>
              </tr>
            )}
          </tfoot>
        </QuietTable>
      </div>
      <BillView data={data} />
    </Card>
  );
}

/** What the call used and what that costs. */
export const usagePanel = definePanel({ id: "usage", title: "Usage", prepare: prepareUsage, View: UsageView });
