import Link from "next/link";
import { CallHeaderRow, CallRow } from "@/components/call-parts/call-row";
import { stateLooks } from "@/components/call-parts/call-state";
import { formatCount } from "@/components/call-parts/format-count";
import { buttonClasses } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/duration-text";
import { EmptyState } from "@/components/ui/empty-state";
import { callStates, type CallSummary } from "@/lib/core/contracts/call";
import type { Overview, Percentiles } from "@/lib/core/contracts/overview";
import { CallsChart, CallsLegend } from "./calls-chart";
import { FigureCard } from "@/components/ui/figure-card";
import { CostCard } from "./cost-card";
import { PolicyRanking } from "./policy-ranking";

const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const showP50 = (figures: Percentiles | null): string => (figures ? formatDuration(figures.p50) : "–");
const showP95 = (figures: Percentiles | null): string =>
  figures ? `p95 ${formatDuration(figures.p95)}` : "No call got that far";

function countCalls(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "call" : "calls"}`;
}

function TokenFigure({ input, output }: Overview["tokens"]) {
  if (input === null && output === null) return <FigureCard label="Tokens" value="–" note="None reported" />;
  const note = `${formatCount(input ?? 0)} in, ${formatCount(output ?? 0)} out`;
  return <FigureCard label="Tokens" value={formatCount((input ?? 0) + (output ?? 0))} note={note} />;
}

function Figures({ overview }: { readonly overview: Overview }) {
  const { total, outcomes, states, tokens } = overview;
  const changed = outcomes.changed ?? 0;
  const blocked = outcomes.blocked ?? 0;
  const others = callStates.filter((state) => state !== "completed" && (states[state] ?? 0) > 0);
  const share = (count: number): string => (total === 0 ? "–" : percent.format(count / total));
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <FigureCard label="Calls" value={formatCount(total)} note={`${formatCount(states.completed ?? 0)} completed`} />
      <FigureCard label="Changed by policies" value={share(changed)} note={countCalls(changed)} />
      <FigureCard label="Blocked by policies" value={share(blocked)} note={countCalls(blocked)} />
      <FigureCard
        label="Gateway overhead, p50"
        value={showP50(overview.gateway_ms)}
        note={showP95(overview.gateway_ms)}
      />
      <FigureCard
        label="First byte, p50"
        value={showP50(overview.first_byte_ms)}
        note={showP95(overview.first_byte_ms)}
      />
      <TokenFigure {...tokens} />
      {others.length > 0 && (
        <ul aria-label="Calls that did not complete" className="col-span-full flex flex-wrap gap-x-4 gap-y-1">
          {others.map((state) => (
            <li key={state}>
              <Link
                href={`/calls?state=${state}`}
                className="text-xs text-ink-2 underline-offset-2 hover:underline"
                title={stateLooks[state].meaning}
              >
                <span className="tabular font-medium text-ink">{formatCount(states[state] ?? 0)}</span>{" "}
                {stateLooks[state].label.toLowerCase()}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface OverviewViewProps {
  readonly overview: Overview;
  readonly recent: readonly CallSummary[];
}

/** The dashboard: figures, calls over time, policies, and the newest calls. */
export function OverviewView({ overview, recent }: OverviewViewProps) {
  return (
    <div className="grid grid-cols-1 gap-3 px-4 pb-6 md:px-6">
      <Figures overview={overview} />
      <div className="grid gap-3 xl:grid-cols-[2fr_1fr]">
        <Card className="flex min-w-0 flex-col">
          <CardHeader title="Calls over time">
            <CallsLegend />
          </CardHeader>
          {overview.total === 0 ? (
            <EmptyState
              title={overview.window === "1h" ? "No calls in the last hour" : "No calls in the last 24 hours"}
            />
          ) : (
            <CallsChart buckets={overview.buckets} />
          )}
        </Card>
        <Card className="min-w-0">
          <CardHeader title="Policies" description="Share of calls changed or stopped" />
          <PolicyRanking policies={overview.policies} />
        </Card>
      </div>
      {overview.total > 0 && <CostCard overview={overview} />}
      <Card className="overflow-hidden">
        <CardHeader title="Newest calls">
          <Link href="/calls" className={buttonClasses({ size: "sm" })}>
            All calls
          </Link>
        </CardHeader>
        <div role="grid" aria-label="Newest calls">
          <div role="rowgroup">
            <CallHeaderRow />
          </div>
          <div role="rowgroup">
            {recent.map((call) => (
              <CallRow key={call.id} call={call} />
            ))}
          </div>
        </div>
      </Card>
    </div>
  );
}
