/** Calls that run longer than this are in the journal with what is known of them, should this process die. */
const checkpointMs = 250;
const turnMs = 25;
/** Of a thousand calls all at once, nobody else would get a turn meanwhile: each then waits up to a second. */
const mostInTurn = 25;

/** What is asked of a call while it runs. */
export interface RunningCall {
  /** Journals what is known by now. */
  readonly checkpoint: () => void;
  /** Ends it, because this process must end. */
  readonly stop: () => void;
}

/** A call's place among those that run, by which it leaves. */
export interface RunningPlace {
  readonly call: RunningCall;
  /** When it came or was last journalled. */
  since: number;
  /** Where it stands; −1 when it has left. */
  at: number;
}

/**
 * Calls that were announced and have not ended. Short ones come and go without being touched. They stand in an array: a `Map`
 * that calls pass through is made anew again and again, and each of V8's old tables keeps the next one and what was in it alive
 * (`NextTable` of its `OrderedHashTable`), so that every call outlived its end, and collecting garbage took a fifth of all time.
 */
export class RunningCalls {
  private readonly places: RunningPlace[] = [];
  /** Where the next turn begins to look, so that each call has one. */
  private next = 0;
  private timer: NodeJS.Timeout | null = null;

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number) {}

  get size(): number {
    return this.places.length;
  }

  add(call: RunningCall): RunningPlace {
    const place = { call, since: this.now(), at: this.places.length };
    this.places.push(place);
    this.waitForTurn();
    return place;
  }

  /** The last one takes its place. Leaving twice does nothing. */
  remove(place: RunningPlace): void {
    const { at } = place;
    if (at < 0) return;
    const last = this.places.pop();
    if (last !== undefined && last !== place) {
      this.places[at] = last;
      last.at = at;
    }
    place.at = -1;
  }

  /** Ends what has not ended by itself. */
  stop(): void {
    for (const { call } of [...this.places]) call.stop();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private waitForTurn(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.takeTurn();
      if (this.places.length > 0) this.waitForTurn();
    }, turnMs).unref();
  }

  private takeTurn(): void {
    const now = this.now();
    const count = this.places.length;
    let left = mostInTurn;
    for (let looked = 0; looked < count && left > 0; looked++) {
      this.next = this.next < count ? this.next : 0;
      const place = this.places[this.next];
      this.next += 1;
      if (place === undefined || now - place.since < checkpointMs) continue;
      left -= 1;
      place.since = now;
      place.call.checkpoint();
    }
  }
}
