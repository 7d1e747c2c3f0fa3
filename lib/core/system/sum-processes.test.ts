import { describe, expect, it } from "vitest";
import {
  dropReasons,
  type CallCounts,
  type DropReason,
  type ProcessVitals,
  type SystemProcess,
} from "../contracts/system";
import { countUnexplained, sumProcesses } from "./sum-processes";

const dropped = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
const calls: CallCounts = {
  accepted: 10,
  running: 1,
  waiting: 2,
  stored: 5,
  set_aside: 1,
  dropped: { ...dropped, queue_full: 1 },
};

function buildProcess(
  name: string,
  changes: Partial<ProcessVitals> = {},
  state: SystemProcess["state"] = "running",
): SystemProcess {
  const vitals: ProcessVitals = {
    role: "gateway",
    pid: 1,
    started_at: "2026-11-21T00:00:00.000Z",
    at: "2026-11-21T00:00:01.000Z",
    rss_bytes: 100,
    heap_bytes: 50,
    loop: { p50_ms: 0, p99_ms: 3, max_ms: 9 },
    pools: {},
    tallies: null,
    calls,
    journal: null,
    consumers: [],
    ...changes,
  };
  return { name, state, restarts: 0, last_exit: null, vitals };
}

const consumer = (lag: number | null, oldest: string | null): ProcessVitals["consumers"][number] => ({
  name: "postgres",
  lag_bytes: lag,
  oldest_waiting_at: oldest,
  retries: 0,
  last_error: null,
  inherited: 0,
  adopted_journals: 0,
  loop: null,
});

describe("sums over processes", () => {
  const nowMs = Date.parse("2026-11-21T00:01:00.000Z");

  it("adds what is counted and keeps the worst of what is measured", () => {
    const worse = { loop: { p50_ms: 1, p99_ms: 2, max_ms: 40 }, consumers: [consumer(7, "2026-11-21T00:00:30.000Z")] };
    const console = buildProcess("console", {
      role: "console",
      calls: null,
      loop: { p50_ms: 90, p99_ms: 90, max_ms: 90 },
    });
    const totals = sumProcesses([buildProcess("gateway 1"), buildProcess("gateway 2", worse), console], nowMs);
    expect(totals).toMatchObject({
      gateways: 2,
      gateways_running: 2,
      rss_bytes: 300,
      lag_bytes: 7,
      oldest_waiting_ms: 30_000,
    });
    expect(totals.calls).toMatchObject({ accepted: 20, stored: 10, dropped: { queue_full: 2 } });
    expect(totals.loop).toEqual({ p50_ms: 1, p99_ms: 3, max_ms: 40 });
  });

  it("does not take silence for zero, nor last words for present ones", () => {
    const dead = buildProcess("gateway 2", { consumers: [consumer(99, null)] }, "starting");
    const totals = sumProcesses([buildProcess("gateway 1", { consumers: [consumer(null, null)] }), dead], nowMs);
    expect(totals).toMatchObject({
      gateways: 2,
      gateways_running: 1,
      lag_bytes: null,
      oldest_waiting_ms: null,
      journal_bytes: null,
    });
    expect(totals.calls?.accepted).toBe(10);
    expect(sumProcesses([], nowMs)).toMatchObject({ gateways: 0, calls: null, lag_bytes: null });
  });

  it("finds calls that no count explains", () => {
    expect(countUnexplained(calls)).toBe(0);
    expect(countUnexplained({ ...calls, stored: 4 })).toBe(1);
  });
});
