import { runClosedLoop, runFixedRate, runTogether, type LoadResult, type LoadTarget } from "./run-load";
import { readCoreSeconds, readCpuSeconds, readResidentMiB, readThreadSeconds } from "./processes";

/** One thing that is measured: direct upstream, the yardstick, or the product in one configuration. */
export interface Subject {
  readonly name: string;
  /** Anything else that it may be asked. */
  readonly frame: (body: string) => LoadTarget;
  readonly json: LoadTarget;
  /** A request of 100 kB with a short answer. */
  readonly large: LoadTarget;
  readonly stream: LoadTarget;
  /** A stream of `longStreamEvents`. */
  readonly longStream: LoadTarget;
  readonly longStreamEvents: number;
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
  /** Of that, what the thread took that answers calls. */
  readonly answeringThreadMicrosPerCall: number | null;
  /** CPU of the process until everything was stored. */
  readonly cpuMicrosPerCall: number | null;
  /** Memory of the process afterwards. */
  readonly residentMiB: number | null;
  /** How busy the measured core was; much below 1 means that something else was the limit. */
  readonly coreBusy: number | null;
  /** How much of the measured core went to processes that are not measured; ratios mean little when it is not near 0. */
  readonly othersShare: number | null;
}

/** What streams cost that last long. */
export interface LongStreams {
  readonly streams: number;
  readonly events: number;
  /** CPU of the process for one event of one stream. */
  readonly cpuMicrosPerEvent: number | null;
  /** Of that, what the thread took that passes events on. */
  readonly threadMicrosPerEvent: number | null;
}

/** Of calls that begin at a fixed rate. */
export interface StreamTimes {
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  readonly lastByteP50Ms: number;
}

/** The value below which this share of them lies; NaN of nothing. */
export function pick(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function findLastCall({ exchanges }: LoadResult): string | null {
  return exchanges.reduce<string | null>((last, { callId }) => {
    return callId !== null && (last === null || callId > last) ? callId : last;
  }, null);
}

type Usage = Pick<
  Throughput,
  "answeringCpuMicrosPerCall" | "cpuMicrosPerCall" | "answeringThreadMicrosPerCall" | "othersShare" | "coreBusy"
>;

/** Reads now, and compares later. */
function watchProcess(
  pid: number,
  core: number,
): { readonly answered: () => void; readonly stored: (n: number) => Usage } {
  const read = () => {
    return { cpu: readCpuSeconds(pid), thread: readThreadSeconds(pid), core: readCoreSeconds(core) };
  };
  const before = read();
  let answered = before;
  const perCall = (from: number | null, to: number | null, calls: number): number | null =>
    from === null || to === null ? null : ((to - from) * 1e6) / calls;
  const readShares = (): Pick<Usage, "othersShare" | "coreBusy"> => {
    if (!before.core || !answered.core || before.cpu === null || answered.cpu === null) return noShares;
    const busy = answered.core.busy - before.core.busy;
    const all = busy + answered.core.idle - before.core.idle;
    if (all === 0) return noShares;
    return { coreBusy: busy / all, othersShare: Math.max(0, busy - (answered.cpu - before.cpu)) / all };
  };
  return {
    answered: () => {
      answered = read();
    },
    stored: (calls) => ({
      answeringCpuMicrosPerCall: perCall(before.cpu, answered.cpu, calls),
      answeringThreadMicrosPerCall: perCall(before.thread, answered.thread, calls),
      cpuMicrosPerCall: perCall(before.cpu, readCpuSeconds(pid), calls),
      ...readShares(),
    }),
  };
}

const noShares = { coreBusy: null, othersShare: null };
const noUsage: Usage = {
  answeringCpuMicrosPerCall: null,
  answeringThreadMicrosPerCall: null,
  cpuMicrosPerCall: null,
  ...noShares,
};

export interface ThroughputPlan {
  readonly concurrency: number;
  readonly durationMs: number;
  /** The core that is measured. */
  readonly core: number;
  readonly kind: "json" | "large";
}

/** One turn of a subject. */
interface Turn extends Usage {
  readonly calls: number;
  readonly seconds: number;
  /** Until all of its calls were recorded. */
  readonly settledSeconds: number;
}

/** Calls as fast as they go, then the wait until all of them are recorded. */
async function takeTurn(subject: Subject, plan: ThroughputPlan): Promise<Turn> {
  const { concurrency, durationMs, core, kind } = plan;
  const watch = subject.pid === null ? null : watchProcess(subject.pid, core);
  const startedAt = performance.now();
  const result = await runClosedLoop(subject[kind], concurrency, durationMs);
  watch?.answered();
  await subject.settle(findLastCall(result));
  const settledSeconds = (performance.now() - startedAt) / 1000;
  const { calls, seconds } = result;
  return { calls, seconds, settledSeconds, ...(watch?.stored(calls) ?? noUsage) };
}

/** Of all turns together. @param weigh what a turn counts for */
function average(
  turns: readonly Turn[],
  read: (turn: Turn) => number | null,
  weigh: (turn: Turn) => number,
): number | null {
  let [sum, weight] = [0, 0];
  for (const turn of turns) {
    const value = read(turn);
    if (value === null) return null;
    sum += value * weigh(turn);
    weight += weigh(turn);
  }
  return sum / weight;
}

function joinTurns(subject: Subject, concurrency: number, turns: readonly Turn[]): Throughput {
  const total = (read: (turn: Turn) => number): number => turns.reduce((sum, turn) => sum + read(turn), 0);
  const byCalls = ({ calls }: Turn): number => calls;
  const bySeconds = ({ seconds }: Turn): number => seconds;
  return {
    concurrency,
    residentMiB: subject.pid === null ? null : readResidentMiB(subject.pid),
    callsPerSecond: total(byCalls) / total(bySeconds),
    storedPerSecond: total(byCalls) / total(({ settledSeconds }) => settledSeconds),
    answeringCpuMicrosPerCall: average(turns, (turn) => turn.answeringCpuMicrosPerCall, byCalls),
    answeringThreadMicrosPerCall: average(turns, (turn) => turn.answeringThreadMicrosPerCall, byCalls),
    cpuMicrosPerCall: average(turns, (turn) => turn.cpuMicrosPerCall, byCalls),
    coreBusy: average(turns, (turn) => turn.coreBusy, bySeconds),
    othersShare: average(turns, (turn) => turn.othersShare, bySeconds),
  };
}

/** How often each subject has its turn: shared machines are faster and slower by turns, each longer than one of ours. */
const turnsEach = 4;

/** All subjects in turns. @returns what each did, by its name */
export async function measureThroughput(
  subjects: readonly Subject[],
  plan: ThroughputPlan,
): Promise<ReadonlyMap<string, Throughput>> {
  const taken = new Map<string, Turn[]>(subjects.map(({ name }) => [name, []]));
  for (let turn = 0; turn < turnsEach; turn++) {
    for (const subject of subjects) {
      taken.get(subject.name)?.push(await takeTurn(subject, { ...plan, durationMs: plan.durationMs / turnsEach }));
    }
  }
  return new Map(subjects.map((one) => [one.name, joinTurns(one, plan.concurrency, taken.get(one.name) ?? [])]));
}

/** Streams that all run at once: what an event costs on its way through. */
export async function measureLongStreams(subject: Subject, streams: number, core: number): Promise<LongStreams> {
  const events = subject.longStreamEvents;
  const watch = subject.pid === null ? null : watchProcess(subject.pid, core);
  const result = await runTogether(subject.longStream, streams);
  watch?.answered();
  await subject.settle(findLastCall(result));
  const used = result.calls === streams ? watch?.stored(streams * events) : undefined;
  const { answeringCpuMicrosPerCall: cpu = null, answeringThreadMicrosPerCall: thread = null } = used ?? {};
  return { streams, events, cpuMicrosPerEvent: cpu, threadMicrosPerEvent: thread };
}

/** Calls begun at a fixed rate: when their first and last bytes came. */
export async function measureFixedRate(
  subject: Subject,
  kind: "json" | "stream",
  perSecond: number,
  durationMs: number,
): Promise<StreamTimes> {
  const result = await runFixedRate(subject[kind], perSecond, durationMs);
  await subject.settle(findLastCall(result));
  const first = result.exchanges.map(({ firstByteMs }) => firstByteMs).sort((a, b) => a - b);
  const last = result.exchanges.map(({ lastByteMs }) => lastByteMs).sort((a, b) => a - b);
  return { firstByteP50Ms: pick(first, 0.5), firstByteP99Ms: pick(first, 0.99), lastByteP50Ms: pick(last, 0.5) };
}
