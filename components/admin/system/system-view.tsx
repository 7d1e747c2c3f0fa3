"use client";

import { useQuery } from "@tanstack/react-query";
import { FigureCard } from "@/components/ui/figure-card";
import { formatCount } from "@/components/call-parts/format-count";
import { Card, CardHeader } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/duration-text";
import { StatusDot } from "@/components/ui/status-dot";
import { TimeText } from "@/components/ui/time-text";
import { fetchJson } from "@/lib/client/fetch-json";
import type { SystemReport } from "@/lib/core/contracts/system";
import { DeadLetters } from "./dead-letters";
import { judgeSystem, showBytes } from "./describe-system";
import { ProcessTable } from "./process-table";
import { RecordingCard } from "./recording-card";
import { RetentionCard } from "./retention-card";
import { SpanExportCard } from "./span-export-card";

const everyMs = 2_000;

function Verdict({ report, isStale }: { readonly report: SystemReport; readonly isStale: boolean }) {
  const { tone, title, text } = judgeSystem(report);
  return (
    <Card className="flex items-start gap-3 px-4 py-3">
      <span className="flex h-5 items-center">
        <StatusDot tone={isStale ? "neutral" : tone} isActive={!isStale && tone !== "added"} />
      </span>
      <div role="status" className="grid min-w-0 flex-1 gap-0.5">
        <p className="text-sm font-semibold text-ink">{isStale ? "The console does not answer" : title}</p>
        <p className="text-sm text-ink-2 text-pretty">{isStale ? "What is below is the last that it said." : text}</p>
      </div>
      <p className="hidden text-xs text-ink-3 sm:block">
        <TimeText value={report.at} format="clock" />
      </p>
    </Card>
  );
}

function Figures({ report }: { readonly report: SystemReport }) {
  const { totals } = report;
  const oldest = totals.oldest_waiting_ms;
  const note = oldest === null ? "Nothing waits" : `Oldest is ${formatDuration(oldest)} old`;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <FigureCard
        label="Gateway processes"
        value={`${totals.gateways_running} of ${totals.gateways}`}
        note={`${formatCount(totals.calls?.running ?? 0)} calls running`}
      />
      <FigureCard label="Waits to be stored" value={showBytes(totals.lag_bytes)} note={note} />
      <FigureCard
        label="Event loop delay, p99"
        value={totals.loop === null ? "–" : `${totals.loop.p99_ms} ms`}
        note={totals.loop === null ? "Nobody said" : `Median ${totals.loop.p50_ms} ms`}
      />
      <FigureCard label="Memory, all processes" value={showBytes(totals.rss_bytes)} note="Resident" />
    </div>
  );
}

interface SystemViewProps {
  readonly initial: SystemReport;
  readonly canEdit: boolean;
}

/** Processes, journal, storing, and what was lost or set aside; asked again every two seconds. */
export function SystemView({ initial, canEdit }: SystemViewProps) {
  const { data, isError } = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => fetchJson<SystemReport>("/api/v1/system", { signal }),
    initialData: initial,
    refetchInterval: everyMs,
    retry: 0,
  });
  return (
    <div className="grid grid-cols-1 gap-3 px-4 pb-6 md:px-6">
      <Verdict report={data} isStale={isError} />
      <Figures report={data} />
      <RecordingCard report={data} />
      <SpanExportCard />
      <RetentionCard retention={data.retention} />
      <Card className="min-w-0 overflow-hidden">
        <CardHeader title="Processes" description="What each says of itself, every second" />
        <ProcessTable processes={data.processes} />
      </Card>
      <DeadLetters count={data.database.dead_letters} canEdit={canEdit} />
    </div>
  );
}
