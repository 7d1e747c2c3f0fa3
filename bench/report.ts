import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { LongStreams, StreamTimes, Throughput } from "./measure";

export interface SubjectResult {
  readonly name: string;
  readonly throughput: readonly Throughput[];
  /** Requests of 100 kB. */
  readonly large: Throughput | null;
  /** JSON calls at a fixed rate. */
  readonly json: StreamTimes;
  readonly streams: StreamTimes;
  /** `null` where there is no process to measure. */
  readonly longStreams: LongStreams | null;
}

export interface BenchResult {
  readonly isPinned: boolean;
  readonly jsonCallsPerSecond: number;
  readonly streamsPerSecond: number;
  /** Calls that were not answered with 200, by subject. */
  readonly failures: ReadonlyMap<string, number>;
  /** The direct upstream first, then the yardstick. */
  readonly subjects: readonly SubjectResult[];
}

/** Columns, the first to the left and the others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return lines.join("\n");
}

function findBest({ throughput }: SubjectResult): Throughput | undefined {
  return throughput.toSorted((a, b) => b.callsPerSecond - a.callsPerSecond)[0];
}

const round = (value: number, digits = 0): string => value.toFixed(digits);
const optional = (value: number | null | undefined, digits = 0): string => (value == null ? "–" : round(value, digits));

function formatThroughput({ subjects }: BenchResult): string {
  const levels = subjects[0]?.throughput.map(({ concurrency }) => concurrency) ?? [];
  const bare = subjects[1];
  const bareBest = bare === undefined ? undefined : findBest(bare);
  const head = [
    "JSON calls",
    ...levels.map((level) => `${level} at once`),
    "of bare",
    "stored",
    "CPU µs/call",
    "bare's CPU",
    "loop thread",
    "with storing",
  ];
  const rows = subjects.map((subject) => {
    const best = findBest(subject);
    const ratio = best && bareBest ? best.callsPerSecond / bareBest.callsPerSecond : null;
    const cpu = best?.answeringCpuMicrosPerCall ?? null;
    const bareCpu = bareBest?.answeringCpuMicrosPerCall ?? null;
    return [
      subject.name,
      ...subject.throughput.map(({ callsPerSecond }) => `${round(callsPerSecond)}/s`),
      optional(ratio, 2),
      best === undefined ? "–" : `${round(best.storedPerSecond)}/s`,
      optional(cpu),
      optional(cpu === null || bareCpu === null ? null : bareCpu / cpu, 2),
      optional(best?.answeringThreadMicrosPerCall),
      optional(best?.cpuMicrosPerCall),
    ];
  });
  return formatTable([head, ...rows]);
}

function formatLarge({ subjects }: BenchResult): string {
  const base = subjects[1]?.large ?? null;
  const rows = subjects.map(({ name, large, throughput }) => [
    name,
    large === null ? "–" : `${round(large.callsPerSecond)}/s`,
    optional(large && base ? large.callsPerSecond / base.callsPerSecond : null, 2),
    optional(large?.answeringCpuMicrosPerCall),
    optional((large ?? throughput.at(-1))?.residentMiB),
  ]);
  return formatTable([["Requests of 100 kB", "16 at once", "of bare", "CPU µs/call", "memory MiB"], ...rows]);
}

function formatLongStreams({ subjects }: BenchResult): string {
  const [bare, ...others] = subjects.flatMap(({ name, longStreams }) =>
    longStreams ? [{ name, ...longStreams }] : [],
  );
  if (bare === undefined) return "";
  const head = [
    `${bare.streams} streams of ${bare.events} events`,
    "CPU µs/event",
    "more than bare",
    "loop thread",
    "more than bare's",
  ];
  const more = (value: number | null, base: number | null): string =>
    base === null || value === null ? "–" : `${round((value / base - 1) * 100)} %`;
  const rows = [bare, ...others].map((subject) => {
    const { name, cpuMicrosPerEvent: cpu, threadMicrosPerEvent: thread } = subject;
    const isBare = subject === bare;
    const [moreCpu, moreThread] = isBare
      ? ["", ""]
      : [more(cpu, bare.cpuMicrosPerEvent), more(thread, bare.threadMicrosPerEvent)];
    return [name, optional(cpu, 1), moreCpu, optional(thread, 1), moreThread];
  });
  return formatTable([head, ...rows]);
}

function formatTimes({ subjects }: BenchResult, kind: "json" | "streams", title: string): string {
  const direct = subjects[0]?.[kind];
  const added = (value: number, base: number | undefined): string =>
    base === undefined || value === base || Number.isNaN(value)
      ? ""
      : `${value > base ? "+" : ""}${round(value - base, 2)}`;
  const head = [title, "first byte p50", "added", "p99", "added", "last byte p50", "added"];
  const milliseconds = (value: number, digits: number): string =>
    Number.isNaN(value) ? "–" : `${round(value, digits)} ms`;
  const rows = subjects.map(({ name, [kind]: streams }) => [
    name,
    milliseconds(streams.firstByteP50Ms, 2),
    added(streams.firstByteP50Ms, direct?.firstByteP50Ms),
    milliseconds(streams.firstByteP99Ms, 2),
    added(streams.firstByteP99Ms, direct?.firstByteP99Ms),
    milliseconds(streams.lastByteP50Ms, 1),
    added(streams.lastByteP50Ms, direct?.lastByteP50Ms),
  ]);
  return formatTable([head, ...rows]);
}

function listDoubts({ isPinned, subjects, failures }: BenchResult): string[] {
  const doubts = isPinned
    ? []
    : ["Processes could not be kept on one core each here (no taskset, or one core): compare with care."];
  for (const [name, count] of failures) {
    doubts.push(`${name} failed ${count} calls; they are left out of its figures.`);
  }
  for (const subject of subjects.slice(1)) {
    const busy = findBest(subject)?.coreBusy ?? null;
    if (isPinned && busy !== null && busy < 0.9) {
      doubts.push(
        `${subject.name}: the measured core was ${round(busy * 100)} % busy, so the load generator was the limit.`,
      );
    }
  }
  const most = Math.max(...subjects.flatMap(({ throughput }) => throughput.map(({ othersShare }) => othersShare ?? 0)));
  if (isPinned && most > 0.1) {
    doubts.push(`Other processes took up to ${round(most * 100)} % of the measured core: a quiet machine tells more.`);
  }
  return doubts;
}

/** What the terminal shows. */
export function formatReport(result: BenchResult): string {
  const notes = [
    "of bare: calls answered per second, each of them journalled, at the best concurrency.",
    "bare's CPU: CPU per call of the bare proxy as a share of this one's; other processes disturb it less than calls/s.",
    "stored: the same calls, counted until the last is in Postgres; the recorder takes what calls leave of the core.",
    "CPU: the whole process until the last answer; its event loop alone; the whole until the last call is stored.",
    ...listDoubts(result),
  ];
  const tables = [
    formatThroughput(result),
    formatLarge(result),
    formatTimes(result, "json", `JSON calls, ${result.jsonCallsPerSecond}/s`),
    formatTimes(result, "streams", `Streams, ${result.streamsPerSecond}/s`),
    formatLongStreams(result),
  ];
  return [...tables, notes.join("\n")].join("\n\n");
}

function readCommit(root: string): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** One line per run, so that a change of speed can be traced to a commit. */
export function appendHistory(root: string, result: BenchResult): void {
  const line = {
    date: new Date().toISOString(),
    commit: readCommit(root),
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    ...result,
    failures: Object.fromEntries(result.failures),
  };
  const compact = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value;
  appendFileSync(join(root, "bench/history.jsonl"), `${JSON.stringify(line, compact)}\n`);
}
