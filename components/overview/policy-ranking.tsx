import { ShieldCheck } from "lucide-react";
import { formatCount } from "@/components/call-parts/format-count";
import { EmptyState } from "@/components/ui/empty-state";
import type { OverviewPolicy } from "@/lib/core/contracts/overview";

const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

/** Policies that ran, by how many calls they changed; each bar is a share of the calls on which that policy ran. */
export function PolicyRanking({ policies }: { readonly policies: readonly OverviewPolicy[] }) {
  if (policies.length === 0) {
    return (
      <EmptyState icon={<ShieldCheck />} title="No policy ran">
        Policies of a project run on each of its calls, in order.
      </EmptyState>
    );
  }
  return (
    <ol className="grid">
      {policies.map((policy) => {
        const touched = policy.changed + policy.blocked;
        return (
          <li key={policy.policy_id} className="grid gap-1.5 border-b px-4 py-3 last:border-b-0">
            <p className="flex items-baseline justify-between gap-4 text-sm">
              <span className="truncate font-medium text-ink">{policy.name}</span>
              <span className="tabular shrink-0 text-xs text-ink-2">
                {percent.format(policy.ran === 0 ? 0 : touched / policy.ran)}
              </span>
            </p>
            <div aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-full bg-hover">
              <span className="bg-modified" style={{ width: `${(policy.changed / policy.ran) * 100}%` }} />
              <span className="bg-blocked" style={{ width: `${(policy.blocked / policy.ran) * 100}%` }} />
              <span className="bg-removed" style={{ width: `${(policy.failed / policy.ran) * 100}%` }} />
            </div>
            <p className="tabular text-xs text-ink-3">
              {formatCount(policy.changed)} changed · {formatCount(policy.blocked)} blocked
              {policy.failed > 0 && (
                <span className="text-removed-ink"> · {formatCount(policy.failed)} failed</span>
              )} · {formatCount(policy.ran)} calls
            </p>
          </li>
        );
      })}
    </ol>
  );
}
