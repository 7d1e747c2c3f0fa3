import { runClosedLoop, runFixedRate, type LoadResult, type LoadTarget } from "./run-load";
import { readCoreSeconds, readCpuSeconds } from "./processes";

/** One thing that is measured: direct upstream, the yardstick, or the product in one configuration. */
export interface Subject {
  readonly name: string;
  readonly json: LoadTarget;
  readonly stream: LoadTarget;
  /** Process on the measured core, when there is one. */
  readonly pid: number | null;
  /** Resolves when everything that the calls caused is done. */
  readonly settle: (lastCallId: string | null) => Promise<void>;
}

export interface Throughput {
  readonly concurrency: number;
  /** Calls answered while the load lasted. Each is in the journal by then. */
  readonly callsPerSecond: number;
  /** The same calls, counted until the recorder had stored the last of them in Postgres. */
  readonly storedPerSecond: number;
  /** CPU of the process while the load lasted. */
  readonly answeringCpuMicrosPerCall: number | null;
  /** CPU of the process until everything was stored. */
  readonly cpuMicrosPerCall: number | null;
  /** How busy the measured core was; much below 1 means that something else was the limit. */
  readonly coreBusy: number | null;
  /** How much of the measured core went to processes that are not measured; ratios mean little when it is not near 0. */
  readonly othersShare: number | null;
}

export interface StreamTimes {
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  readonly lastByteP50Ms: number;
}

function pick(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function findLastCall({ exchanges }: LoadResult): string | null {
  return exchanges.reduce<string | null>((last, { callId }) => {
    return callId !== null && (last === null || callId > last) ? callId : last;
  }, null);
}

/** JSON calls as fast as they go, then the wait until all of them are recorded. */
export async function measureThroughput(
  subject: Subject,
  concurrency: number,
  durationMs: number,
  core: number,
): Promise<Throughput> {
  const cpuBefore = subject.pid === null ? null : readCpuSeconds(subject.pid);
  const coreBefore = readCoreSeconds(core);
  const startedAt = performance.now();
  const result = await runClosedLoop(subject.json, concurrency, durationMs);
  const coreAfter = readCoreSeconds(core);
  const cpuAnswered = subject.pid === null ? null : readCpuSeconds(subject.pid);
  await subject.settle(findLastCall(result));
  const settledSeconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = subject.pid === null ? null : readCpuSeconds(subject.pid);
  const perCall = (after: number | null): number | null =>
    cpuBefore === null || after === null ? null : ((after - cpuBefore) * 1e6) / result.calls;
  const busy = coreBefore && coreAfter ? coreAfter.busy - coreBefore.busy : null;
  const own = cpuBefore === null || cpuAnswered === null ? null : cpuAnswered - cpuBefore;
  const idle = coreBefore && coreAfter ? coreAfter.idle - coreBefore.idle : null;
  return {
    concurrency,
    callsPerSecond: result.calls / result.seconds,
    storedPerSecond: result.calls / settledSeconds,
    answeringCpuMicrosPerCall: perCall(cpuAnswered),
    cpuMicrosPerCall: perCall(cpuAfter),
    othersShare: busy === null || own === null ? null : Math.max(0, busy - own) / result.seconds,
    coreBusy: busy === null || idle === null || busy + idle === 0 ? null : busy / (busy + idle),
  };
}

/** Streams begun at a fixed rate: when their first and last bytes came. */
export async function measureStreams(subject: Subject, perSecond: number, durationMs: number): Promise<StreamTimes> {
  const result = await runFixedRate(subject.stream, perSecond, durationMs);
  await subject.settle(findLastCall(result));
  const first = result.exchanges.map(({ firstByteMs }) => firstByteMs).sort((a, b) => a - b);
  const last = result.exchanges.map(({ lastByteMs }) => lastByteMs).sort((a, b) => a - b);
  return { firstByteP50Ms: pick(first, 0.5), firstByteP99Ms: pick(first, 0.99), lastByteP50Ms: pick(last, 0.5) };
}
