import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { MetricFamily } from "../contracts/metrics";
import type { SystemProcess, SystemCounts } from "../contracts/system";
import { sumProcesses } from "../system/sum-processes";
import { formatPrometheus } from "./format-prometheus";
import { listSpeakers, listSystemFamilies } from "./system-families";
import { listTallyFamilies, type Tallies } from "./tally-families";

const tallies: Tallies = {
  counters: [
    { name: "diffract_calls_total", labels: { dialect: "openai", state: "completed" }, value: 3 },
    { name: "diffract_cost_total", labels: { currency: "USD" }, value: 0.25 },
  ],
  histograms: [
    {
      name: "diffract_call_gateway_seconds",
      labels: { dialect: "openai" },
      counts: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1],
      sum: 1.5,
    },
  ],
};

const vitals: NonNullable<SystemProcess["vitals"]> = {
  ...{ role: "gateway", pid: 1, started_at: "2026-11-21T00:00:00.000Z", at: "2026-11-21T00:00:01.000Z" },
  ...{ rss_bytes: 100, heap_bytes: 50, loop: { p50_ms: 0, p99_ms: 3, max_ms: 9 } },
  pools: { ingest: { open: 3, idle: 1, waiting: 2, max: 4 } },
  tallies,
  calls: {
    ...{ accepted: 10, running: 1, waiting: 2, stored: 5, set_aside: 1 },
    dropped: {
      ...{ rejection_not_recorded: 0, journal_not_open: 0, queue_full: 1, unserialisable: 0, closed: 0, unreadable: 0 },
    },
  },
  journal: null,
  consumers: [],
};

function report(processes: readonly SystemProcess[]): SystemCounts {
  const totals = sumProcesses(processes, Date.parse("2026-11-21T00:00:02.000Z"));
  return { at: "2026-11-21T00:00:02.000Z", processes, totals, database: { is_up: false, dead_letters: null } };
}

const gateway: SystemProcess = { name: "gateway-1", state: "running", restarts: 2, last_exit: null, vitals };

function write(processes: readonly SystemProcess[]): string {
  const counted = listSpeakers(processes).flatMap(({ name, vitals: said }) =>
    said.tallies === null ? [] : [{ name, tallies: said.tallies }],
  );
  return formatPrometheus([
    ...listSystemFamilies(report(processes), { version: "1", traceExport: null }),
    ...listTallyFamilies(counted),
  ]);
}

describe("formatPrometheus", () => {
  it("writes what Prometheus reads, each name once", () => {
    const text = write([gateway, { ...gateway, name: "gateway-2" }]);
    expect(text).toContain('diffract_calls_total{process="gateway-1",dialect="openai",state="completed"} 3\n');
    expect(text).toContain('diffract_calls_dropped_total{process="gateway-2",reason="queue_full"} 1\n');
    expect(text).toContain('diffract_database_connections{process="gateway-1",pool="ingest",state="busy"} 2\n');
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("adds up buckets, and ends with one that has everything", () => {
    const text = write([gateway]);
    const name = 'diffract_call_gateway_seconds_bucket{process="gateway-1",dialect="openai",le=';
    for (const line of [`${name}"0.0005"} 1`, `${name}"0.0025"} 3`, `${name}"1"} 3`, `${name}"+Inf"} 4`])
      expect(text).toContain(line);
    expect(text).toContain('diffract_call_gateway_seconds_count{process="gateway-1",dialect="openai"} 4');
  });

  it("says nothing where nothing is known, for nothing is not zero", () => {
    const text = write([{ ...gateway, state: "starting" }]);
    expect(text).toContain('diffract_process_up{process="gateway-1"} 0');
    expect(text).toContain('diffract_process_restarts_total{process="gateway-1"} 2');
    for (const name of ["calls_accepted", "calls_total", "dead_letters", "journal_bytes", "oldest_waiting"])
      expect(text, name).not.toContain(`diffract_${name}`);
    expect(text).toContain("diffract_database_up 0");
  });

  it("keeps what labels say inside of them", () => {
    const family: MetricFamily = {
      ...{ name: "x", help: "a\nb", type: "gauge" },
      samples: [{ labels: { it: '"\\\n' }, value: 1 }],
    };
    expect(formatPrometheus([family])).toBe('# HELP x a\\nb\n# TYPE x gauge\nx{it="\\"\\\\\\n"} 1\n');
  });

  const promtool = spawnSync("promtool", ["--version"]).status === 0;
  it.runIf(promtool)("passes promtool's checks", () => {
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: write([gateway]) });
    expect(`${stdout.toString()}${stderr.toString()}`).toBe("");
    expect(status).toBe(0);
  });
});
