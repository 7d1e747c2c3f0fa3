import { dirname } from "node:path";
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import type { TokenCounter } from "@/lib/core/contracts/token-counter";
import type { Pool } from "pg";
import { createCallWriter, type CallWriter, type WriterStats } from "../store/create-call-writer";
import { adoptDirectories, releaseAdopted, removeAdopted, type AdoptedDirectory } from "./adopt-directories";
import type { Tallies } from "@/lib/core/metrics/tally-families";
import { CallMeter } from "./call-meter";
import type { LedgerCounts } from "./call-ledger";
import type { WatchedCalls } from "./watched-calls";
import { isEmptyBatch, isFullBatch, type CallBatch } from "./call-batch";
import { DirectoryTail } from "./tail-directory";

export interface RecorderLoopOptions {
  /** Journal directory of this process; its siblings are adopted when their processes are dead. */
  readonly directory: string;
  readonly liveFromSegment: number;
  readonly pool: Pool;
  /** Says what calls cost; without it nobody knows. */
  readonly priceCall?: PriceCall;
  /** Counts tokens that no provider reported; without it they stay unknown. */
  readonly counter?: TokenCounter;
  /** Calls that somebody looks at while they run: what is known of these is stored before they end. */
  readonly watched?: Pick<WatchedCalls, "has">;
  /** What must be known before the next calls are read; called often, and while it fails nothing is read. */
  readonly prepare?: () => Promise<void>;
  readonly onProblem?: (message: string) => void;
  /** A batch is in the database, where everybody can read it. */
  readonly onStored?: () => void;
  /** Everything was read. The journal is looked at once more after this, and from then on `wake` must be called for more. */
  readonly onIdle?: () => void;
}

export interface RecorderLoopStats extends WriterStats {
  readonly openCalls: number;
  readonly adoptedDirectories: number;
  readonly corruptRecords: number;
  readonly missingSegments: number;
  /** Segment and offset up to which the journal has been read. */
  readonly position: string;
  /** Calls that are over, each counted once. */
  readonly calls: LedgerCounts;
  /** What they were, since this loop began. */
  readonly tallies: Tallies;
  /** Journal bytes that are not in the database yet, of dead processes' journals too; `null` when the disk does not say. */
  readonly lagBytes: number | null;
  /** When the oldest record that is not in the database was written, in epoch milliseconds. */
  readonly oldestWaitingAt: number | null;
}

export interface RecorderLoop {
  /** There is more in the journal. May be called at any rate. */
  readonly wake: () => void;
  readonly stats: () => RecorderLoopStats;
  /** Stores what is in the journal, for at most `drainMs`, and stops. What is left is stored after the next start. */
  readonly close: (drainMs: number) => Promise<void>;
}

const pollMs = 50;
/** Batches begin at least this far apart, so that a busy gateway's calls share transactions; an idle one's go at once. */
const batchIntervalMs = 20;
const adoptEveryMs = 15_000;
const afterErrorMs = 500;
const nobody: ReadonlySet<string> = new Set();

/** Starts reading the journal into the database, until it is closed. */
export function createRecorderLoop(options: RecorderLoopOptions): RecorderLoop {
  return new JournalLoop(options);
}

/** Reads until a batch is full or nothing is left; between moments of it the database's answers are heard. */
async function collect(tail: DirectoryTail, begun?: CallBatch): Promise<CallBatch> {
  let batch = tail.collect(begun);
  while (batch.isPaused) {
    await nextTurn();
    batch = tail.collect(batch);
  }
  return batch;
}

class JournalLoop implements RecorderLoop {
  private readonly own: DirectoryTail;
  private adopted: AdoptedDirectory[] = [];
  private readonly writer: CallWriter;
  private readonly abort = new AbortController();
  private readonly onProblem: (message: string) => void;
  private inFlight: Promise<void> = Promise.resolve();
  private isClosing = false;
  private hasMore = false as boolean;
  private isResting = false;
  /** Whether the cursor could be saved the last time. */
  private isSaving = true;
  private wakeUp: () => void = () => undefined;
  private lastBatchAt = 0;
  private adoptAfter = 0;
  /** Calls of journals that were adopted and are gone. */
  private adoptedCalls = 0;
  private readonly meter = new CallMeter();
  private readonly finished: Promise<void>;

  constructor(private readonly options: RecorderLoopOptions) {
    this.onProblem = options.onProblem ?? (() => undefined);
    const { directory, liveFromSegment, pool, onStored, priceCall, counter, watched } = options;
    this.own = new DirectoryTail({ directory, liveFromSegment, priceCall, counter, meter: this.meter, watched });
    const { signal } = this.abort;
    this.writer = createCallWriter({ pool, signal, onProblem: this.onProblem, ...(onStored && { onStored }) });
    this.finished = this.run();
  }

  wake(): void {
    this.hasMore = true;
    this.isResting = false;
    this.wakeUp();
  }

  stats(): RecorderLoopStats {
    const { corrupt, missingSegments } = this.own.stats();
    const { segment, offset } = this.own.position;
    return {
      ...this.writer.stats(),
      openCalls: this.own.openCalls,
      adoptedDirectories: this.adopted.length,
      corruptRecords: corrupt,
      missingSegments,
      position: `${String(segment)}:${String(offset)}`,
      calls: { ...this.own.counts, inherited: this.own.counts.inherited + this.deliveredForOthers() },
      tallies: this.meter.read(),
      lagBytes: this.measureLag(),
      oldestWaitingAt: this.findOldestWaiting(),
    };
  }

  private measureLag(): number | null {
    try {
      return this.adopted.reduce((bytes, { tail }) => bytes + tail.measureBehind(), this.own.measureBehind());
    } catch {
      return null;
    }
  }

  private deliveredForOthers(): number {
    return this.adopted.reduce((calls, { tail }) => calls + tail.counts.inherited, this.adoptedCalls);
  }

  private findOldestWaiting(): number | null {
    const tails = [this.own, ...this.adopted.map(({ tail }) => tail)];
    const moments = tails.flatMap((tail) => tail.findOldestWaiting() ?? []);
    return moments.length === 0 ? null : Math.min(...moments);
  }

  async close(drainMs: number): Promise<void> {
    this.isClosing = true;
    this.wake();
    const timer = setTimeout(() => {
      this.abort.abort();
    }, drainMs);
    await this.finished;
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        const isIdle = !(await this.turn());
        if (isIdle && this.isClosing) break;
        if (isIdle) await this.rest();
        else this.isResting = false;
      } catch (error) {
        await this.recover(error);
      }
    }
    this.stop();
  }

  private async recover(error: unknown): Promise<void> {
    if (this.abort.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    this.onProblem(`The recorder met an error and goes on: ${message}`);
    await delay(afterErrorMs);
  }

  private stop(): void {
    try {
      this.own.save(true);
    } catch (error) {
      this.onProblem(`The cursor could not be saved; some calls will be read again: ${String(error)}`);
    }
    this.own.close();
    for (const directory of this.adopted) releaseAdopted(directory);
  }

  /** Reads and stores one batch. @returns whether there was anything to do */
  private async turn(): Promise<boolean> {
    this.adoptDead();
    await this.options.prepare?.();
    this.hasMore = false;
    if (await this.store(this.own)) return true;
    await this.inFlight;
    this.save(this.own);
    const [adopted] = this.adopted;
    if (adopted === undefined) return false;
    if (await this.store(adopted.tail)) return true;
    await this.inFlight;
    this.adoptedCalls += adopted.tail.counts.inherited;
    removeAdopted(adopted);
    this.adopted = this.adopted.slice(1);
    return true;
  }

  /** While one batch is being stored the next is read and assembled, and no more than that. */
  private async store(tail: DirectoryTail): Promise<boolean> {
    let batch = await collect(tail);
    if (isEmptyBatch(batch)) {
      this.inFlight = this.inFlight.then(() => {
        tail.commit(batch, nobody);
      });
      await this.inFlight;
      return false;
    }
    const restMs = this.lastBatchAt + batchIntervalMs - performance.now();
    if (restMs > 1 && !this.isClosing && !isFullBatch(batch)) {
      await delay(restMs);
      batch = await collect(tail, batch);
    }
    await this.inFlight;
    this.lastBatchAt = performance.now();
    this.inFlight = this.writeBatch(tail, batch);
    // Whoever awaits it next gets the error; until then it must not count as unhandled.
    this.inFlight.catch(() => undefined);
    return true;
  }

  private async writeBatch(tail: DirectoryTail, batch: CallBatch): Promise<void> {
    tail.commit(batch, await this.writeUntilDone(batch));
    this.save(tail);
  }

  /** The batch has been read and will not be read again, so whatever fails is tried again. @returns which were set aside */
  private async writeUntilDone(batch: CallBatch): Promise<ReadonlySet<string>> {
    for (;;) {
      try {
        return await this.writeOnce(batch);
      } catch (error) {
        this.abort.signal.throwIfAborted();
        await this.recover(error);
      }
    }
  }

  private async writeOnce(batch: CallBatch): Promise<ReadonlySet<string>> {
    const refused = await this.writer.write(batch.calls);
    if (batch.uncounted.length === 0) return refused;
    // Those that must be counted first do not keep the others waiting.
    const counted = await Promise.all(batch.uncounted.map(({ count }) => count()));
    return new Set([...refused, ...(await this.writer.write(counted))]);
  }

  /** A full disk must not stop the storing: without its cursor only some calls are read again after the next start. */
  private save(tail: DirectoryTail): void {
    try {
      tail.save(false);
      this.isSaving = true;
    } catch (error) {
      if (this.isSaving) this.onProblem(`The cursor could not be saved, and is tried again: ${String(error)}`);
      this.isSaving = false;
    }
  }

  /** Says that it has nothing to do, looks once more, and waits: what is appended before the word is found by the look. */
  private async rest(): Promise<void> {
    if (this.isResting) await this.waitForMore();
    else this.options.onIdle?.();
    this.isResting = true;
  }

  private async waitForMore(): Promise<void> {
    // A message that came while the last batch was being read must not wait for the poll.
    if (this.hasMore) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private adoptDead(): void {
    const now = performance.now();
    if (now < this.adoptAfter) return;
    this.adoptAfter = now + adoptEveryMs;
    const mine = new Set([this.options.directory, ...this.adopted.map((one) => one.path)]);
    this.adopted.push(
      ...adoptDirectories(dirname(this.options.directory), mine, { ...this.options, meter: this.meter }),
    );
  }
}
