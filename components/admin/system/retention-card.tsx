import { formatCount } from "@/components/call-parts/format-count";
import { Card, CardHeader } from "@/components/ui/card";
import { TimeText } from "@/components/ui/time-text";
import type { RetentionReport } from "@/lib/core/contracts/system";
import { Fact } from "./fact";

function showDays(days: number | null, without: string): string {
  if (days === null) return without;
  return days === 1 ? "1 day" : `${formatCount(days)} days`;
}

/** How long calls and what was said in them are kept, and what was removed. */
export function RetentionCard({ retention }: { readonly retention: RetentionReport }) {
  const { bodies_days: bodies, calls_days: calls, last_sweep_at: lastAt, last_error: error } = retention;
  const isOn = bodies !== null || calls !== null;
  return (
    <Card className="min-w-0">
      <CardHeader
        title="How long calls are kept"
        description="As the environment says; what is older is removed every hour"
      >
        {lastAt !== null && (
          <span className="text-xs text-ink-3">
            Last <TimeText value={lastAt} />
          </span>
        )}
      </CardHeader>
      <dl className="px-4 py-2">
        <Fact
          label="What was said: bodies, texts of edits, first words"
          value={showDays(bodies, "As long as the call")}
        />
        <Fact label="Calls, with their figures, times and outcomes" value={showDays(calls, "For ever")} />
        {bodies !== null && (
          <Fact label="Calls whose bodies were removed" value={formatCount(retention.bodies_removed)} />
        )}
        {calls !== null && <Fact label="Calls removed" value={formatCount(retention.calls_removed)} />}
      </dl>
      <p className="border-t px-4 py-2.5 text-xs text-pretty text-ink-3">
        {error === null ? (
          isOn ? (
            "Counted since the console's process began."
          ) : (
            "Set DIFFRACT_KEEP_BODIES_DAYS or DIFFRACT_KEEP_CALLS_DAYS to bound it."
          )
        ) : (
          <span className="text-warning-ink">Removing failed last because: {error}</span>
        )}
      </p>
    </Card>
  );
}
