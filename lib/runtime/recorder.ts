import { platform, setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { CallRecorder } from "@/lib/core/contracts/call-record";
import type { LoopDelay, PoolVitals } from "@/lib/core/contracts/system";
import { isAppError } from "@/lib/core/errors";
import { createRedisSignal, type RedisSignal } from "@/lib/live/create-redis-signal";
import { createJournal, type Journal, type JournalStats } from "@/lib/recording/journal/create-journal";
import { createJournalRecorder } from "@/lib/recording/journal/create-journal-recorder";
import { isBacklogUrgent } from "@/lib/recording/loop/is-backlog-urgent";
import { createRecorderLoop, type RecorderLoopStats } from "@/lib/recording/loop/create-recorder-loop";
import { WatchedCalls } from "@/lib/recording/loop/watched-calls";
import { watchChannel } from "@/lib/services/calls/watch-call";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import type { TokenCounter } from "@/lib/core/contracts/token-counter";
import { createTokenCounter } from "@/lib/counting/create-token-counter";
import { createPriceBook } from "@/lib/directory/create-price-book";
import { followChanges } from "@/lib/directory/follow-changes";
import { createPricer } from "@/lib/pricing/create-pricer";
import { callsChannel } from "./calls-channel";
import { describePool, getDatabaseUrl, getPool } from "./db";
import { getEnv } from "./env";
import { remember } from "./remember";
import { startSpanExport } from "./span-export";
import { watchLoopDelay } from "./watch-loop-delay";

export interface RecorderStats {
  readonly journal: JournalStats | null;
  readonly loop: RecorderLoopStats | null;
  /** Of the thread that stores. */
  readonly thread: Pick<FromThread, "pool" | "loop"> | null;
  /** Calls that ended before the journal could be opened, and were not recorded. */
  readonly droppedUnopened: number;
}

export interface RunningRecorder {
  readonly recorder: CallRecorder;
  readonly stats: () => RecorderStats;
  /** Stores what the journal has, for at most `drainMs`; the rest is stored after the next start. Call it when no calls run. */
  readonly close: (drainMs: number) => Promise<void>;
}

interface ThreadData {
  readonly directory: string;
  readonly liveFromSegment: number;
  /** 1 while the thread is awake, so that a busy gateway sends it no messages. */
  readonly wakeFlag: Int32Array<SharedArrayBuffer>;
  /** The journal has grown so long that the thread must have its share of the processor. */
  readonly isUrgent: boolean;
}

type ToThread =
  { readonly type: "wake" } | { readonly type: "relax" } | { readonly type: "close"; readonly drainMs: number };
interface FromThread {
  readonly stats: RecorderLoopStats;
  readonly pool: PoolVitals;
  readonly loop: LoopDelay | null;
}

const restartMs = 1000;
const statsMs = 1000;
/** Longest that a call waits for a journal that could not be opened yet. */
const patienceMs = 1000;
/** Longest that a stop waits for a collector. */
const longestExportMs = 2_000;
/** Calls come first: the thread takes what they leave of the processor, for as long as the journal stays short. */
const backgroundNice = 15;

function reportProblem(message: string): void {
  process.stderr.write(`diffract recorder: ${message}\n`);
}

/** The recorder of this process, started on first use. */
export function startRecorder(): RunningRecorder {
  return remember("recorder", () => new ProcessRecorder(join(getEnv().DIFFRACT_DATA_DIR, "journal")));
}

/** What a gateway hands its calls to. */
export function getRecorder(): CallRecorder {
  return startRecorder().recorder;
}

/** The first directory that no other process has; one of our own while those before are still being cleaned up after. */
async function openJournal(root: string, onAppended: () => void): Promise<{ journal: Journal; directory: string }> {
  const others = Array.from(
    { length: getEnv().DIFFRACT_PROCESSES - 1 },
    (_, index) => `gateway-of-${String(index + 2)}`,
  );
  for (const name of ["gateway", ...others, `gateway-${String(process.pid)}`]) {
    const directory = join(root, name);
    try {
      return { journal: await createJournal({ directory, onAppended }), directory };
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  }
  throw new Error(`The journal directories in ${root} are in use.`);
}

class ProcessRecorder implements RunningRecorder {
  readonly recorder: CallRecorder;
  private journal: Journal | null = null;
  private worker: Worker | null = null;
  private loopStats: RecorderLoopStats | null = null;
  private thread: RecorderStats["thread"] = null;
  private droppedUnopened = 0;
  private isClosing = false;
  private isUrgent = false;
  private readonly wakeFlag = new Int32Array(new SharedArrayBuffer(4));
  private readonly ready: Promise<CallRecorder>;

  constructor(private readonly root: string) {
    this.ready = this.open();
    this.recorder = deferRecorder(this.ready, () => {
      this.droppedUnopened += 1;
    });
  }

  stats(): RecorderStats {
    const { loopStats: loop, thread, droppedUnopened } = this;
    return { journal: this.journal?.stats() ?? null, loop, thread, droppedUnopened };
  }

  async close(drainMs: number): Promise<void> {
    this.isClosing = true;
    const { worker } = this;
    if (worker !== null) {
      const exited = new Promise((resolve) => worker.once("exit", resolve));
      this.post({ type: "close", drainMs });
      await Promise.race([exited, delay(drainMs + restartMs, undefined, { ref: false })]);
      await worker.terminate();
    }
    await this.journal?.close();
  }

  /** Keeps trying: a disk that cannot be written to at start must not keep the gateway from serving. */
  private async open(): Promise<CallRecorder> {
    for (;;) {
      try {
        const { journal, directory } = await openJournal(this.root, () => {
          this.wake();
        });
        this.journal = journal;
        this.startThread(directory, journal.firstSegment);
        return createJournalRecorder(journal);
      } catch (error) {
        reportProblem(`the journal cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
        await delay(restartMs, undefined, { ref: false });
      }
    }
  }

  private startThread(directory: string, liveFromSegment: number): void {
    if (this.isClosing) return;
    const data: ThreadData = { directory, liveFromSegment, wakeFlag: this.wakeFlag, isUrgent: this.isUrgent };
    // Next must not look for this file: it is built beside the gateway, from server/recorder.ts.
    const file = join(/* turbopackIgnore: true */ process.cwd(), "dist", "recorder.mjs");
    const worker = new Worker(file, { workerData: data });
    this.worker = worker;
    Atomics.store(this.wakeFlag, 0, 0);
    worker.on("message", ({ stats, pool, loop }: FromThread) => {
      this.loopStats = stats;
      this.thread = { pool, loop };
      this.watchBacklog();
    });
    worker.on("error", (error) => {
      reportProblem(`the thread failed and starts again: ${error.message}`);
    });
    worker.once("exit", () => {
      this.worker = null;
      setTimeout(() => {
        this.startThread(directory, liveFromSegment);
      }, restartMs).unref();
    });
  }

  /**
   * A thread cannot take back its low priority without privileges, but a new one begins with that of the process. It goes on
   * where the other stopped.
   */
  private watchBacklog(): void {
    const isUrgent = isBacklogUrgent(this.isUrgent, this.journal?.stats().bytes ?? 0);
    if (isUrgent === this.isUrgent || this.isClosing) return;
    this.isUrgent = isUrgent;
    this.post(isUrgent ? { type: "close", drainMs: 0 } : { type: "relax" });
  }

  private wake(): void {
    if (Atomics.exchange(this.wakeFlag, 0, 1) === 0) this.post({ type: "wake" });
  }

  private post(message: ToThread): void {
    this.worker?.postMessage(message);
  }
}

/** Passes everything on; while the journal is not open yet, callers wait for it, but not for long. */
function deferRecorder(ready: Promise<CallRecorder>, onDropped: () => void): CallRecorder {
  const state = { recorder: null as CallRecorder | null };
  const ignore = (): void => undefined;
  const later = async (use: (recorder: CallRecorder) => void | Promise<void>): Promise<boolean> => {
    const recorder = await Promise.race([ready, delay(patienceMs, null, { ref: false })]);
    if (recorder === null) reportProblem("a record was dropped, because the journal is not open");
    else await use(recorder);
    return recorder !== null;
  };
  const endLater = async (...end: Parameters<CallRecorder["end"]>): Promise<void> => {
    if (!(await later((recorder) => recorder.end(...end)))) onDropped();
  };
  ready.then((recorder) => {
    state.recorder = recorder;
  }, ignore);
  return {
    start: (record) =>
      state.recorder?.start(record) ?? later((recorder) => recorder.start(record)).then(ignore, ignore),
    part: (callId, side, bytes) => {
      if (state.recorder !== null) state.recorder.part(callId, side, bytes);
      else
        later((recorder) => {
          recorder.part(callId, side, bytes);
        }).catch(ignore);
    },
    end: (record, bytes) => state.recorder?.end(record, bytes) ?? endLater(record, bytes),
  };
}

/** On Linux priorities belong to threads; elsewhere this would slow down the calls as well. */
function stepBack(): void {
  if (platform() !== "linux") return;
  try {
    setPriority(backgroundNice);
  } catch {
    // Not allowed here; then it keeps its share.
  }
}

/** Consoles on other machines that follow Redis hear of it there; Postgres is told in any case. */
function openSignal(): RedisSignal | null {
  const url = getEnv().REDIS_URL;
  return url === undefined ? null : createRedisSignal(url, callsChannel);
}

/** A recorder that is behind its gateway has no time to count; those calls say so. */
function openCounter(isUrgent: boolean): TokenCounter {
  if (isUrgent) return { count: () => Promise.resolve({ reason: "busy" }), close: () => Promise.resolve() };
  const file = join(/* turbopackIgnore: true */ process.cwd(), "dist", "token-counter.mjs");
  return createTokenCounter({ file });
}

/** Which running calls somebody looks at, as consoles say in Postgres. */
function followWatched(): { readonly watched: WatchedCalls; readonly close: () => void } {
  const watched = new WatchedCalls(() => performance.now());
  const follower = followChanges({
    url: getDatabaseUrl(),
    channel: watchChannel,
    onSignal: (callId) => {
      watched.note(callId);
    },
    // Who still watches says so again within seconds.
    onConnected: () => undefined,
  });
  return {
    watched,
    close: () => {
      follower.close().catch(() => undefined);
    },
  };
}

/** What `server/recorder.ts` runs: the worker thread's side. */
export function runRecorder(): void {
  const port = parentPort;
  if (isMainThread || port === null)
    throw new Error("The recorder runs in a worker thread; startRecorder() starts it.");
  const { directory, liveFromSegment, wakeFlag, isUrgent } = workerData as ThreadData;
  if (!isUrgent) stepBack();
  const pool = getPool("ingest");
  const onIdle = (): void => {
    Atomics.store(wakeFlag, 0, 0);
  };
  const pricer = createPricer();
  const book = createPriceBook(pool);
  const priceCall: PriceCall = (call) => pricer.price(call, book.find(call.project_id));
  const counter = openCounter(isUrgent);
  const [signal, watching] = [openSignal(), followWatched()];
  const loop = createRecorderLoop({
    ...{
      directory,
      liveFromSegment,
      pool,
      priceCall,
      onProblem: reportProblem,
      onIdle,
      prepare: book.refresh,
      counter,
      watched: watching.watched,
    },
    onStored: () => signal?.send("stored"),
  });
  const spanExport = startSpanExport(reportProblem);
  const readLoop = watchLoopDelay();
  const tellStats = (): void => {
    const message: FromThread = { stats: loop.stats(), pool: describePool(pool), loop: readLoop() };
    port.postMessage(message);
  };
  const timer = setInterval(tellStats, statsMs);
  const close = async (drainMs: number): Promise<void> => {
    clearInterval(timer);
    watching.close();
    const beganAt = performance.now();
    await loop.close(drainMs);
    await counter.close();
    // Whatever is not sent now is in the database, and is sent after the next start.
    const leftMs = drainMs - (performance.now() - beganAt);
    await spanExport?.close(Math.min(longestExportMs, Math.max(0, leftMs)));
    signal?.close();
    tellStats();
    await pool.end();
    if (spanExport !== null) await getPool("export").end();
    port.close();
  };
  port.on("message", (message: ToThread) => {
    if (message.type === "wake") loop.wake();
    else if (message.type === "relax") stepBack();
    else {
      close(message.drainMs).catch((error: unknown) => {
        reportProblem(String(error));
      });
    }
  });
}
