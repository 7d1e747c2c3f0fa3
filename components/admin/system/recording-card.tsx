import { Card, CardHeader } from "@/components/ui/card";
import { dropReasons, type JournalVitals, type SystemReport } from "@/lib/core/contracts/system";
import { dropLabels, showBytes, showCount } from "./describe-system";
import { Fact } from "./fact";

function CallFacts({ report }: { readonly report: SystemReport }) {
  const { calls } = report.totals;
  return (
    <dl className="px-4 py-2">
      <Fact label="Accepted" value={showCount(calls?.accepted)} />
      <Fact label="Running" value={showCount(calls?.running)} />
      <Fact label="Over, on the way to the database" value={showCount(calls?.waiting)} />
      <Fact label="Stored" value={showCount(calls?.stored)} />
      <Fact label="Set aside as dead letters" value={showCount(calls?.set_aside)} isBad={(calls?.set_aside ?? 0) > 0} />
      {dropReasons.map((reason) => {
        const count = calls?.dropped[reason];
        // What has not happened is said once, below.
        if (count === undefined || count === 0) return null;
        return <Fact key={reason} label={`Not recorded: ${dropLabels[reason]}`} value={showCount(count)} isBad />;
      })}
      {calls !== null && Object.values(calls.dropped).every((count) => count === 0) && (
        <Fact label="Answered and not recorded" value="0" />
      )}
    </dl>
  );
}

/** Sum over the journals that are there; a dash where none is known. */
function sumJournals(report: SystemReport, read: (journal: JournalVitals) => number): number | null {
  const journals = report.processes.flatMap(({ vitals }) => vitals?.journal ?? []);
  return journals.length === 0 ? null : journals.reduce((total, journal) => total + read(journal), 0);
}

function JournalFacts({ report }: { readonly report: SystemReport }) {
  const losses: readonly (readonly [string, (journal: JournalVitals) => number, "count" | "bytes"])[] = [
    ["Writes that the disk refused", (journal) => journal.write_errors + journal.fsync_errors, "count"],
    ["Calls that did not wait for the disk", (journal) => journal.released_early, "count"],
    ["Bodies left out, because the queue was full", (journal) => journal.bodies_dropped, "count"],
    ["Segments given up unread, because the journal was full", (journal) => journal.segments_evicted, "count"],
    ["Damaged places skipped", (journal) => journal.corrupt_places, "count"],
    ["Cut off after a crash", (journal) => journal.torn_bytes, "bytes"],
  ];
  const consumers = report.processes.flatMap(({ vitals }) => vitals?.consumers ?? []);
  const problem = consumers.find(({ last_error: error }) => error !== null)?.last_error ?? null;
  return (
    <dl className="px-4 py-2">
      <Fact label="On the disk" value={showBytes(sumJournals(report, (journal) => journal.bytes))} />
      <Fact
        label="In memory, on the way to the disk"
        value={showBytes(sumJournals(report, (journal) => journal.queued_bytes))}
      />
      <Fact label="Not in the database yet" value={showBytes(report.totals.lag_bytes)} />
      {losses.map(([label, read, unit]) => {
        const count = sumJournals(report, read) ?? 0;
        if (count === 0) return null;
        return <Fact key={label} label={label} value={unit === "bytes" ? showBytes(count) : showCount(count)} isBad />;
      })}
      {problem !== null && (
        <div className="grid gap-0.5 py-1.5">
          <dt className="text-sm text-warning-ink">Storing failed last because</dt>
          <dd className="font-mono text-xs wrap-anywhere text-ink-2">{problem}</dd>
        </div>
      )}
    </dl>
  );
}

/** What became of calls since their processes began, and how the journals are. */
export function RecordingCard({ report }: { readonly report: SystemReport }) {
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <Card className="min-w-0">
        <CardHeader title="Calls" description="Since each process began" />
        <CallFacts report={report} />
      </Card>
      <Card className="min-w-0">
        <CardHeader title="Journal" description="Where calls are until the database has them" />
        <JournalFacts report={report} />
      </Card>
    </div>
  );
}
