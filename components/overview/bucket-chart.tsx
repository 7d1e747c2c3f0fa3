"use client";

import type { ReactNode } from "react";
import {
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
  type YAxisProps,
} from "recharts";
import { joinClasses } from "@/components/ui/join-classes";
import { useNow } from "@/components/ui/use-now";
import type { OverviewBucket } from "@/lib/core/contracts/overview";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const formatClock = (at: string): string => clock.format(new Date(at));
const tick = { fontSize: 11, fill: "var(--ink-3)" };

type DescribeBucket = (bucket: OverviewBucket) => ReactNode;

function BucketTooltip({
  active,
  payload,
  describe,
}: Partial<TooltipContentProps> & { readonly describe: DescribeBucket }) {
  const bucket = payload?.[0]?.payload as OverviewBucket | undefined;
  if (!active || !bucket) return null;
  return (
    <div className="grid gap-1 rounded-md bg-raised px-3 py-2 text-xs shadow-overlay">
      <p className="font-medium text-ink">From {formatClock(bucket.at)}</p>
      {describe(bucket)}
    </div>
  );
}

interface BucketChartProps {
  readonly buckets: readonly OverviewBucket[];
  /** The chart in words. */
  readonly label: string;
  /** Its height. */
  readonly className: string;
  readonly valueAxis: YAxisProps;
  /** What the tooltip says of one bucket. */
  readonly describe: DescribeBucket;
  /** The bars. */
  readonly children: ReactNode;
}

/** Bars over time. Drawn in the browser, which knows the reader's time zone. */
export function BucketChart({ buckets, label, className, valueAxis, describe, children }: BucketChartProps) {
  const isAlive = useNow() !== null;
  return (
    <div className={joinClasses("w-full px-2 pt-3 pb-1", className)} role="img" aria-label={label}>
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
              tick={tick}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={48}
            />
            <YAxis {...valueAxis} tick={tick} tickLine={false} axisLine={false} />
            <Tooltip
              content={<BucketTooltip describe={describe} />}
              cursor={{ fill: "var(--hover)" }}
              isAnimationActive={false}
            />
            {children}
          </BarChart>
        </ResponsiveContainer>
      )}
    </div>
  );
}
