"use client";

import { Bar } from "recharts";
import type { OverviewBucket } from "@/lib/core/contracts/overview";
import { formatShortCost } from "@/lib/core/format/format-cost";
import { BucketChart } from "./bucket-chart";

const formatDollars = (amount: number): string => formatShortCost({ amount: String(amount), currency: "USD" });

function describeBucket({ cost, cost_unknown }: OverviewBucket) {
  return (
    <>
      <p className="tabular text-ink">{formatDollars(cost)}</p>
      {cost_unknown > 0 && <p className="text-ink-2">{cost_unknown} of unknown cost</p>}
    </>
  );
}

/** Cost over time. */
export function CostChart({ buckets }: { readonly buckets: readonly OverviewBucket[] }) {
  return (
    <BucketChart
      buckets={buckets}
      label="Cost over time, as a chart."
      className="h-36"
      valueAxis={{ width: 80, tickFormatter: formatDollars, tickCount: 3 }}
      describe={describeBucket}
    >
      <Bar dataKey="cost" fill="var(--accent)" isAnimationActive={false} />
    </BucketChart>
  );
}
