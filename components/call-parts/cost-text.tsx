import type { CallSummary } from "@/lib/core/contracts/call";
import { describeUnknownCost } from "@/lib/core/format/describe-unknown-cost";
import { formatCost, formatShortCost } from "@/lib/core/format/format-cost";
import { mayCost } from "@/lib/core/usage/may-cost";

/** What a call cost, in short. Unknown is said, and not zero; a dash where nothing was to be paid. */
export function CostText({ call }: { readonly call: CallSummary }) {
  const { cost, usage } = call;
  if (cost !== null) {
    const isEstimated = cost.is_estimated === true;
    return (
      <span
        className="grid justify-items-end leading-[1.125rem]"
        title={`${formatCost(cost)}${isEstimated ? ", estimated" : ""} (${cost.source})`}
      >
        <span className="tabular whitespace-nowrap">{formatShortCost(cost)}</span>
        {isEstimated && <span className="text-2xs text-ink-3">estimated</span>}
      </span>
    );
  }
  if (!mayCost(call)) return <span className="text-ink-3">–</span>;
  return (
    <span className="text-ink-3" title={describeUnknownCost(usage)}>
      unknown
    </span>
  );
}
