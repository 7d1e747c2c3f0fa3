"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from "recharts";
import { useNow } from "@/components/ui/use-now";
import type { OverviewBucket } from "@/lib/core/contracts/overview";
import { formatShortCost } from "@/lib/core/format/format-cost";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const formatClock = (at: string): string => clock.format(new Date(at));
const formatDollars = (amount: number): string => formatShortCost({ amount: String(amount), currency: "USD" });

function CostTooltip({ active, payload }: TooltipContentProps) {
  const bucket = payload[0]?.payload as OverviewBucket | undefined;
  if (!active || !bucket) return null;
  return (
    <div className="grid gap-1 rounded-md bg-raised px-3 py-2 text-xs shadow-overlay">
      <p className="font-medium text-ink">From {formatClock(bucket.at)}</p>
      <p className="tabular text-ink">{formatDollars(bucket.cost)}</p>
      {bucket.cost_unknown > 0 && <p className="text-ink-2">{bucket.cost_unknown} of unknown cost</p>}
    </div>
  );
}

/** Cost over time. Drawn in the browser, which knows the reader's time zone. */
export function CostChart({ buckets }: { readonly buckets: readonly OverviewBucket[] }) {
  const isAlive = useNow() !== null;
  return (
    <div className="h-36 w-full px-2 pt-3 pb-1" role="img" aria-label="Cost over time, as a chart.">
      {isAlive && (
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={[...buckets]}
            barCategoryGap="18%"
            margin={{ top: 4, right: 12, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="at"
              tickFormatter={formatClock}
              tick={{ fontSize: 11, fill: "var(--ink-3)" }}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={48}
            />
            <YAxis
              width={80}
              tickFormatter={formatDollars}
              tickCount={3}
              tick={{ fontSize: 11, fill: "var(--ink-3)" }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip content={CostTooltip} cursor={{ fill: "var(--hover)" }} isAnimationActive={false} />
            <Bar dataKey="cost" fill="var(--accent)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      )}
    </div>
  );
}
