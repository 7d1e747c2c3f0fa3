import type { CallSummary } from "@/lib/core/contracts/call";

export interface ActivityListener {
  readonly onCalls: (calls: readonly CallSummary[]) => void;
  /** Too much was missed to send it all: whatever is shown must be read again. Goes on after this revision. */
  readonly onReset: (revision: bigint) => void;
  /** Whether what is new can be read; said when it changes, and at first only when it cannot. */
  readonly onReadable?: (isReadable: boolean) => void;
}

export interface ActivityHub {
  /**
   * @param after the last revision that the listener knows; `null`: only what comes from now on
   * @returns how to leave
   */
  readonly subscribe: (after: bigint | null, listener: ActivityListener) => () => void;
  readonly close: () => Promise<void>;
}

export interface ActivityHubOptions {
  /** Calls after a revision, in the order of revisions. */
  readonly readAfter: (revision: bigint, limit: number) => Promise<readonly CallSummary[]>;
  readonly readLatest: () => Promise<bigint>;
  /** Calls back whenever something may be new. */
  readonly follow: (onSignal: () => void) => { readonly close: () => Promise<void> };
  readonly pollMs?: number;
  /** Most calls that are sent to a listener that comes back. */
  readonly maxReplay?: number;
}

const defaultPollMs = 1_000;
const defaultMaxReplay = 2_000;
const batchSize = 200;

/** Where one listener is. `null`: it waits for the hub to know where "now" is. */
interface Subscriber {
  readonly listener: ActivityListener;
  position: bigint | null;
  isLive: boolean;
  isBusy: boolean;
}

const revisionOf = (call: CallSummary | undefined): bigint | null =>
  call === undefined ? null : BigInt(call.revision);

/** A page that is not full has all there was when it was read, even when its last row is older. */
function findReached(calls: readonly CallSummary[], at: bigint, target: bigint): bigint {
  return calls.length < batchSize && at < target ? target : at;
}

/**
 * Reads each change once per process, however many watch. A listener that comes back is brought up to date by itself and
 * then joins the others. Connections are open only while somebody listens.
 */
class Hub implements ActivityHub {
  private readonly subscribers = new Set<Subscriber>();
  /** Up to here everything was handed to live listeners; `null` before the first read. */
  private last: bigint | null = null;
  private follower: { readonly close: () => Promise<void> } | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isReading = false;
  private isStale = false;
  private isReadable = true;

  constructor(private readonly options: ActivityHubOptions) {}

  subscribe(after: bigint | null, listener: ActivityListener): () => void {
    const subscriber: Subscriber = { listener, position: after, isLive: false, isBusy: false };
    this.subscribers.add(subscriber);
    if (!this.isReadable) listener.onReadable?.(false);
    this.open();
    this.wake();
    return () => {
      this.subscribers.delete(subscriber);
      if (this.subscribers.size === 0) this.close().catch(() => undefined);
    };
  }

  async close(): Promise<void> {
    const { follower } = this;
    clearInterval(this.timer);
    this.follower = null;
    this.last = null;
    await follower?.close();
  }

  private open(): void {
    if (this.follower !== null) return;
    this.follower = this.options.follow(() => {
      this.wake();
    });
    this.timer = setInterval(() => {
      this.wake();
    }, this.options.pollMs ?? defaultPollMs);
    this.timer.unref();
  }

  /** A database that cannot be asked is asked again at the next signal or poll. */
  private wake(): void {
    this.isStale = true;
    if (this.isReading) return;
    this.isReading = true;
    this.readUntilFresh()
      .then(
        () => {
          this.tellReadable(true);
        },
        () => {
          this.tellReadable(false);
        },
      )
      .finally(() => {
        this.isReading = false;
      });
    for (const subscriber of this.subscribers) this.bringUp(subscriber);
  }

  private tellReadable(isReadable: boolean): void {
    if (isReadable === this.isReadable) return;
    this.isReadable = isReadable;
    for (const { listener } of this.subscribers) listener.onReadable?.(isReadable);
  }

  private async readUntilFresh(): Promise<void> {
    while (this.isStale && this.follower !== null) {
      this.isStale = false;
      if (this.last === null) await this.begin();
      else await this.readNext(this.last);
    }
  }

  private async begin(): Promise<void> {
    const latest = await this.options.readLatest();
    if (this.follower === null) return;
    this.last = latest;
    this.isStale = true;
    for (const subscriber of this.subscribers) this.bringUp(subscriber);
  }

  private async readNext(last: bigint): Promise<void> {
    const calls = await this.options.readAfter(last, batchSize);
    if (this.last !== last) return;
    if (calls.length === batchSize) this.isStale = true;
    this.last = revisionOf(calls.at(-1)) ?? last;
    for (const subscriber of this.subscribers) if (subscriber.isLive) this.deliver(subscriber, calls);
  }

  private deliver(subscriber: Subscriber, calls: readonly CallSummary[]): void {
    const from = subscriber.position ?? 0n;
    const fresh = calls.filter((call) => BigInt(call.revision) > from);
    subscriber.position = revisionOf(fresh.at(-1)) ?? from;
    if (fresh.length > 0) subscriber.listener.onCalls(fresh);
  }

  private bringUp(subscriber: Subscriber): void {
    if (subscriber.isLive || subscriber.isBusy || this.last === null) return;
    if (subscriber.position === null) {
      subscriber.position = this.last;
      subscriber.isLive = true;
      return;
    }
    subscriber.isBusy = true;
    this.replay(subscriber, subscriber.position)
      .catch(() => undefined)
      .finally(() => {
        subscriber.isBusy = false;
      });
  }

  private async replay(subscriber: Subscriber, from: bigint): Promise<void> {
    const { readAfter, readLatest, maxReplay = defaultMaxReplay } = this.options;
    // A revision that is not there yet comes from another database: what the listener knows is of no use.
    const isKnown = from <= (await readLatest());
    const missed: CallSummary[] = [];
    let [at, reached] = [from, -1n];
    // Nothing is awaited between the last look at `last` and joining, so nothing falls between them.
    while (isKnown && missed.length <= maxReplay && reached < (this.last ?? 0n)) {
      const target = this.last ?? 0n;
      const calls = await readAfter(at, batchSize);
      missed.push(...calls);
      at = revisionOf(calls.at(-1)) ?? at;
      reached = findReached(calls, at, target);
    }
    if (!isKnown || missed.length > maxReplay) this.reset(subscriber);
    else if (this.subscribers.has(subscriber)) this.deliver(subscriber, missed);
    subscriber.isLive = true;
  }

  private reset(subscriber: Subscriber): void {
    const last = this.last ?? 0n;
    subscriber.position = last;
    subscriber.listener.onReset(last);
  }
}

export function createActivityHub(options: ActivityHubOptions): ActivityHub {
  return new Hub(options);
}
