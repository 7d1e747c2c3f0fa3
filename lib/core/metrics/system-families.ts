import type { MetricFamily, MetricSample } from "../contracts/metrics";
import type { SpanExportStatus } from "../contracts/span-export";
import type { ProcessVitals, SystemProcess, SystemCounts } from "../contracts/system";

interface Speaker {
  readonly name: string;
  readonly vitals: ProcessVitals;
}

type Read = (vitals: ProcessVitals) => number | null | undefined;

/** Of those that are there: the last words of one that is not would stand for ever. */
export function listSpeakers(processes: readonly SystemProcess[]): Speaker[] {
  return processes.flatMap(({ name, state, vitals }) =>
    state === "starting" || vitals === null ? [] : [{ name, vitals }],
  );
}

/** One sample for each process that knows. What nobody knows is left out, for it is not zero. */
function eachProcess(speakers: readonly Speaker[], read: Read): MetricSample[] {
  return speakers.flatMap(({ name, vitals }) => {
    const value = read(vitals);
    return value === null || value === undefined ? [] : [{ labels: { process: name }, value }];
  });
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: "gauge", samples };
}

function counter(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: "counter", samples };
}

function one(value: number | null, labels = {}): MetricSample[] {
  return value === null ? [] : [{ labels, value }];
}

function listRecordFamilies(speakers: readonly Speaker[]): MetricFamily[] {
  const dropped = speakers.flatMap(({ name, vitals }) =>
    Object.entries(vitals.calls?.dropped ?? {}).map(([reason, value]) => ({
      labels: { process: name, reason },
      value,
    })),
  );
  const read = (get: Read): MetricSample[] => eachProcess(speakers, get);
  return [
    counter(
      "diffract_calls_accepted_total",
      "Calls that were accepted.",
      read(({ calls }) => calls?.accepted),
    ),
    gauge(
      "diffract_calls_running",
      "Calls that are being served.",
      read(({ calls }) => calls?.running),
    ),
    gauge(
      "diffract_calls_waiting",
      "Calls that are over and not in the database yet.",
      read(({ calls }) => calls?.waiting),
    ),
    counter(
      "diffract_calls_stored_total",
      "Calls that are in the database.",
      read(({ calls }) => calls?.stored),
    ),
    counter(
      "diffract_calls_set_aside_total",
      "Calls that the database refused; they are kept as dead letters.",
      read(({ calls }) => calls?.set_aside),
    ),
    counter("diffract_calls_dropped_total", "Calls that were answered and are not in the record, by reason.", dropped),
    gauge(
      "diffract_journal_bytes",
      "Size of the journal on the disk.",
      read(({ journal }) => journal?.bytes),
    ),
    counter(
      "diffract_journal_write_errors_total",
      "Writes of the journal that the disk refused.",
      read(({ journal }) => journal?.write_errors),
    ),
    gauge(
      "diffract_recorder_lag_bytes",
      "Journal that is not in the database yet.",
      read(({ consumers }) => consumers[0]?.lag_bytes),
    ),
    counter(
      "diffract_recorder_retries_total",
      "Batches that the database did not take at once.",
      read(({ consumers }) => consumers[0]?.retries),
    ),
  ];
}

function listProcessFamilies(processes: readonly SystemProcess[]): MetricFamily[] {
  const speakers = listSpeakers(processes);
  const read = (get: Read): MetricSample[] => eachProcess(speakers, get);
  const pools = speakers.flatMap(({ name, vitals }) =>
    Object.entries(vitals.pools).flatMap(([pool, { open, idle, waiting }]) => [
      { labels: { process: name, pool, state: "busy" }, value: open - idle },
      { labels: { process: name, pool, state: "idle" }, value: idle },
      { labels: { process: name, pool, state: "waiting" }, value: waiting },
    ]),
  );
  const perProcess = (value: (process: SystemProcess) => number): MetricSample[] =>
    processes.map((process) => ({ labels: { process: process.name }, value: value(process) }));
  return [
    gauge(
      "diffract_process_up",
      "1 when a process of this machine answers.",
      perProcess(({ state }) => (state === "running" ? 1 : 0)),
    ),
    counter(
      "diffract_process_restarts_total",
      "How often a process was started again.",
      perProcess(({ restarts }) => restarts),
    ),
    gauge(
      "diffract_process_resident_memory_bytes",
      "Memory of a process.",
      read(({ rss_bytes: bytes }) => bytes),
    ),
    gauge(
      "diffract_process_start_time_seconds",
      "When a process began, in seconds since the epoch.",
      read(({ started_at: at }) => Date.parse(at) / 1000),
    ),
    gauge(
      "diffract_event_loop_delay_seconds",
      "By how much timers of a process were late, the 99th percentile of the last seconds.",
      read(({ loop }) => (loop === null ? null : loop.p99_ms / 1000)),
    ),
    gauge("diffract_database_connections", "Connections to the database, and questions that wait for one.", pools),
    ...listRecordFamilies(speakers),
  ];
}

function listExportFamilies(status: SpanExportStatus | null): MetricFamily[] {
  if (status === null || !status.enabled) return [];
  return [
    gauge(
      "diffract_trace_export_up",
      "1 unless the collector has taken nothing since it last failed.",
      one(status.health === "failing" ? 0 : 1),
    ),
    counter("diffract_trace_export_spans_total", "Spans by what the collector did with them.", [
      { labels: { result: "sent" }, value: status.sent_spans },
      { labels: { result: "rejected" }, value: status.rejected_spans },
    ]),
    counter("diffract_trace_export_calls_total", "Calls by what became of their spans.", [
      { labels: { result: "sent" }, value: status.sent_calls },
      { labels: { result: "unsampled" }, value: status.unsampled_calls },
      { labels: { result: "dropped" }, value: status.dropped_calls },
    ]),
    counter(
      "diffract_trace_export_retries_total",
      "Requests to the collector that had to be made again.",
      one(status.retries),
    ),
    gauge("diffract_trace_export_pending_calls", "Calls that wait to be exported.", one(status.pending_calls)),
  ];
}

/** How this installation is doing. @param version of Diffract @param traceExport `null` when nobody could say */
export function listSystemFamilies(
  { processes, totals, database }: SystemCounts,
  { version, traceExport }: { readonly version: string; readonly traceExport: SpanExportStatus | null },
): MetricFamily[] {
  const waitingMs = totals.oldest_waiting_ms;
  return [
    gauge("diffract_build_info", "1, with the version of Diffract.", [{ labels: { version }, value: 1 }]),
    gauge("diffract_database_up", "1 when the database answers.", one(database.is_up ? 1 : 0)),
    gauge("diffract_dead_letters", "Records that the database refused.", one(database.dead_letters)),
    gauge(
      "diffract_recorder_oldest_waiting_seconds",
      "Age of the oldest record that is not in the database yet; 0 when none waits.",
      // Where nobody said anything about the recorder, nothing is known of its queue.
      one(totals.lag_bytes === null ? null : (waitingMs ?? 0) / 1000),
    ),
    ...listProcessFamilies(processes),
    ...listExportFamilies(traceExport),
  ];
}
