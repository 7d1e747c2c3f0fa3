"use client";

import { Bar } from "recharts";
import type { OverviewBucket } from "@/lib/core/contracts/overview";
import { BucketChart } from "./bucket-chart";

const series = [
  { key: "failed", label: "Failed", fill: "var(--removed)" },
  { key: "blocked", label: "Blocked", fill: "var(--blocked)" },
  { key: "changed", label: "Changed", fill: "var(--modified)" },
  { key: "unchanged", label: "Unchanged", fill: "var(--line-control)" },
] as const;

function describeBucket(bucket: OverviewBucket) {
  return series.map((each) => (
    <p key={each.key} className="flex items-center gap-2 text-ink-2">
      <span className="size-2 rounded-xs" style={{ background: each.fill }} />
      {each.label}
      <span className="tabular ml-auto pl-6 text-ink">{bucket[each.key]}</span>
    </p>
  ));
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

function describeAll(buckets: readonly OverviewBucket[]): string {
  const sums = series.toReversed().map((each) => {
    const sum = buckets.reduce((all, bucket) => all + bucket[each.key], 0);
    return `${sum} ${each.label.toLowerCase()}`;
  });
  return `Calls over time: ${sums.join(", ")}.`;
}

/** Calls over time, by what became of them. */
export function CallsChart({ buckets }: { readonly buckets: readonly OverviewBucket[] }) {
  return (
    <BucketChart
      buckets={buckets}
      label={describeAll(buckets)}
      className="h-56 grow"
      valueAxis={{ allowDecimals: false, width: 36 }}
      describe={describeBucket}
    >
      {series.map((each) => (
        <Bar key={each.key} dataKey={each.key} stackId="calls" fill={each.fill} isAnimationActive={false} />
      ))}
    </BucketChart>
  );
}
