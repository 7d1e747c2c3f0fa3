"use client";

import { useQuery } from "@tanstack/react-query";
import { formatCount } from "@/components/call-parts/format-count";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { TimeText } from "@/components/ui/time-text";
import type { Tone } from "@/components/ui/tone";
import { fetchJson } from "@/lib/client/fetch-json";
import type { SpanExportStatus } from "@/lib/core/contracts/span-export";
import { Fact } from "./fact";

const everyMs = 5_000;

const healthLooks: Readonly<Record<SpanExportStatus["health"], { tone: Tone; label: string }>> = {
  off: { tone: "neutral", label: "Off" },
  idle: { tone: "neutral", label: "Nothing sent yet" },
  working: { tone: "added", label: "Working" },
  failing: { tone: "warning", label: "Failing" },
};

function describe({ disabled_because: why, endpoint, protocol, compression }: SpanExportStatus): string {
  if (why !== null) return `Spans go to no collector: ${why}`;
  return `To ${endpoint ?? "a collector"} by ${protocol ?? "OTLP"}${compression === "gzip" ? ", gzipped" : ""}`;
}

function Account({ status }: { readonly status: SpanExportStatus }) {
  const { pending_calls: pending, pending_calls_at_most: most } = status;
  return (
    <dl className="px-4 py-2">
      <Fact label="Calls sent" value={formatCount(status.sent_calls)} />
      <Fact label="Spans sent" value={formatCount(status.sent_spans)} />
      <Fact label="Calls that wait" value={`${formatCount(pending)}${pending >= most ? " or more" : ""}`} />
      <Fact label="Calls left out by sampling" value={formatCount(status.unsampled_calls)} />
      <Fact label="Requests that had to be repeated" value={formatCount(status.retries)} />
      <Fact
        label="Spans refused for good"
        value={formatCount(status.rejected_spans)}
        isBad={status.rejected_spans > 0}
      />
      <Fact
        label="Calls given up after waiting an hour"
        value={formatCount(status.dropped_calls)}
        isBad={status.dropped_calls > 0}
      />
    </dl>
  );
}

function Complaints({ status }: { readonly status: SpanExportStatus }) {
  const { last_error: error, last_error_at: at, warnings, health } = status;
  if (error === null && warnings.length === 0) return null;
  return (
    <div className="grid gap-1 border-t px-4 py-2.5 text-xs text-ink-2">
      {warnings.map((warning) => (
        <p key={warning} className="text-warning-ink">
          {warning}
        </p>
      ))}
      {error !== null && (
        <p className={health === "failing" ? "text-warning-ink wrap-anywhere" : "wrap-anywhere"}>
          {health === "failing" ? "It says: " : "It last said: "}
          {error}
          {at !== null && (
            <>
              {" "}
              (<TimeText value={at} format="clock" />)
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** How the export of spans to a collector is doing. */
export function SpanExportCard() {
  const { data, isError } = useQuery({
    queryKey: ["trace-export"],
    queryFn: ({ signal }) => fetchJson<SpanExportStatus>("/api/v1/trace-export", { signal }),
    refetchInterval: everyMs,
    retry: 0,
  });
  if (data === undefined) {
    return (
      <Card>
        <CardHeader
          title="Export of traces"
          description={isError ? "Not known, because the database does not answer" : "Asking …"}
        />
      </Card>
    );
  }
  const { tone, label } = healthLooks[data.health];
  return (
    <Card className="min-w-0">
      <CardHeader title="Export of traces" description={describe(data)}>
        <Badge tone={tone}>{label}</Badge>
      </CardHeader>
      {data.enabled && <Account status={data} />}
      {data.enabled && <Complaints status={data} />}
    </Card>
  );
}
