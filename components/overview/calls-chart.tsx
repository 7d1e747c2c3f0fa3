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

const series = [
  { key: "failed", label: "Failed", fill: "var(--removed)" },
  { key: "blocked", label: "Blocked", fill: "var(--blocked)" },
  { key: "changed", label: "Changed", fill: "var(--modified)" },
  { key: "unchanged", label: "Unchanged", fill: "var(--line-control)" },
] as const;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const formatClock = (at: string): string => clock.format(new Date(at));

function BucketTooltip({ active, payload }: TooltipContentProps) {
  const bucket = payload[0]?.payload as OverviewBucket | undefined;
  if (!active || !bucket) return null;
  return (
    <div className="grid gap-1 rounded-md bg-raised px-3 py-2 text-xs shadow-overlay">
      <p className="font-medium text-ink">From {formatClock(bucket.at)}</p>
      {series.map((each) => (
        <p key={each.key} className="flex items-center gap-2 text-ink-2">
          <span className="size-2 rounded-xs" style={{ background: each.fill }} />
          {each.label}
          <span className="tabular ml-auto pl-6 text-ink">{bucket[each.key]}</span>
        </p>
      ))}
    </div>
  );
}

/** What the colours of the chart mean. */
export function CallsLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {series.toReversed().map((each) => (
        <li key={each.key} className="flex items-center gap-1.5 text-xs text-ink-2">
          <span aria-hidden="true" className="size-2 rounded-xs" style={{ background: each.fill }} />
          {each.label}
        </li>
      ))}
    </ul>
  );
}

interface CallsChartProps {
  readonly buckets: readonly OverviewBucket[];
}

function describe(buckets: readonly OverviewBucket[]): string {
  const sums = series.toReversed().map((each) => {
    const sum = buckets.reduce((all, bucket) => all + bucket[each.key], 0);
    return `${sum} ${each.label.toLowerCase()}`;
  });
  return `Calls over time: ${sums.join(", ")}.`;
}

/** Calls over time, by what became of them. Drawn in the browser, which knows the reader's time zone. */
export function CallsChart({ buckets }: CallsChartProps) {
  const isAlive = useNow() !== null;
  return (
    <div className="h-56 w-full grow px-2 pt-3 pb-1" role="img" aria-label={describe(buckets)}>
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
              allowDecimals={false}
              width={36}
              tick={{ fontSize: 11, fill: "var(--ink-3)" }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip content={BucketTooltip} cursor={{ fill: "var(--hover)" }} isAnimationActive={false} />
            {series.map((each) => (
              <Bar key={each.key} dataKey={each.key} stackId="calls" fill={each.fill} isAnimationActive={false} />
            ))}
          </BarChart>
        </ResponsiveContainer>
      )}
    </div>
  );
}
