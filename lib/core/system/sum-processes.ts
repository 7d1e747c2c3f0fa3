import {
  dropReasons,
  type CallCounts,
  type DropReason,
  type LoopDelay,
  type ProcessVitals,
  type SystemProcess,
  type SystemTotals,
} from "../contracts/system";

const emptyDrops = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;

function addCalls(left: CallCounts | null, right: CallCounts | null): CallCounts | null {
  if (left === null || right === null) return left ?? right;
  const dropped = { ...emptyDrops };
  for (const reason of dropReasons) dropped[reason] = left.dropped[reason] + right.dropped[reason];
  return {
    accepted: left.accepted + right.accepted,
    running: left.running + right.running,
    waiting: left.waiting + right.waiting,
    stored: left.stored + right.stored,
    set_aside: left.set_aside + right.set_aside,
    dropped,
  };
}

function worstLoop(left: LoopDelay | null, right: LoopDelay | null): LoopDelay | null {
  if (left === null || right === null) return left ?? right;
  return {
    p50_ms: Math.max(left.p50_ms, right.p50_ms),
    p99_ms: Math.max(left.p99_ms, right.p99_ms),
    max_ms: Math.max(left.max_ms, right.max_ms),
  };
}

/** A sum in which nobody's silence counts as nothing: `null` when nobody said anything. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function findOldestWaitingMs(all: readonly ProcessVitals[], nowMs: number): number | null {
  const moments = all.flatMap(({ consumers }) => consumers.flatMap(({ oldest_waiting_at: at }) => at ?? []));
  return moments.length === 0 ? null : Math.max(0, nowMs - Math.min(...moments.map((at) => Date.parse(at))));
}

/** The last words of processes that are not there any more are left out: their successors have begun from zero. */
export function sumProcesses(processes: readonly SystemProcess[], nowMs: number): SystemTotals {
  const present = processes.filter(({ state }) => state !== "starting");
  const all = present.flatMap(({ vitals }) => vitals ?? []);
  const serving = all.filter(({ calls }) => calls !== null);
  const lags = all.flatMap(({ consumers }) => consumers.map(({ lag_bytes }) => lag_bytes));
  // One that never said anything may still be a gateway: its name says what it is to be.
  const gateways = processes.filter(
    ({ name, vitals }) => (vitals?.calls ?? null) !== null || name.startsWith("gateway"),
  );
  return {
    gateways_running: gateways.filter(({ state }) => state === "running").length,
    gateways: gateways.length,
    calls: serving.reduce<CallCounts | null>((total, { calls }) => addCalls(total, calls), null),
    journal_bytes: sum(all.map(({ journal }) => journal?.bytes ?? null)),
    lag_bytes: sum(lags),
    oldest_waiting_ms: findOldestWaitingMs(all, nowMs),
    rss_bytes: sum(all.map(({ rss_bytes }) => rss_bytes)) ?? 0,
    loop: serving.reduce<LoopDelay | null>((worst, { loop }) => worstLoop(worst, loop), null),
  };
}

/** Of the calls that one process has accepted, those that its counts do not explain. More than zero only while they change. */
export function countUnexplained({ accepted, running, waiting, stored, set_aside, dropped }: CallCounts): number {
  const lost = Object.values(dropped).reduce((total, count) => total + count, 0);
  return accepted - running - waiting - stored - set_aside - lost;
}
