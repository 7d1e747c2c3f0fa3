import { formatCount } from "@/components/call-parts/format-count";
import { Card, CardHeader } from "@/components/ui/card";
import type { Overview } from "@/lib/core/contracts/overview";
import { formatShortCost } from "@/lib/core/format/format-cost";
import { CostChart } from "./cost-chart";

const inDollars = (amount: string): string => formatShortCost({ amount, currency: "USD" });

/** The sum, what of it is estimated, and what is not in it. */
function describeCost({ cost: { amount, estimated, unknown } }: Overview): string {
  const parts = [
    amount === null ? "No call's cost is known" : `${inDollars(amount)} in all`,
    ...(estimated === null ? [] : [`${inDollars(estimated)} of it estimated`]),
    ...(unknown === 0
      ? []
      : [`${formatCount(unknown)} ${unknown === 1 ? "call" : "calls"} of unknown cost not counted`]),
  ];
  return `${parts.join(", ")}.`;
}

/** What the calls of the window cost, over time. */
export function CostCard({ overview }: { readonly overview: Overview }) {
  return (
    <Card className="min-w-0">
      <CardHeader title="Cost over time" description={describeCost(overview)} />
      {overview.cost.amount !== null && Number(overview.cost.amount) > 0 && <CostChart buckets={overview.buckets} />}
    </Card>
  );
}
