import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import { isUuid } from "@/lib/core/ids/is-uuid";
import { classifyRefusal } from "./classify-error";
import { insertDeadLetter } from "./statements";
import { storeBatch } from "./store-batch";
import type { EncodedCall } from "./call-tables";

/** A call ready to be stored, with the record that it came from in case the database refuses it. */
export interface PreparedCall {
  /** `null` when it could not even be assembled. */
  readonly encoded: EncodedCall | null;
  readonly callId: string;
  /** What the journal has of it, read again. */
  readonly readRecord: () => Buffer;
  readonly failure?: string;
  /** It comes again when it has ended, so it is never set aside. */
  readonly isInterim?: boolean;
}

export interface WriterStats {
  readonly storedCalls: number;
  readonly batches: number;
  readonly retries: number;
  readonly deadLetters: number;
  /** Why the last attempt failed; `null` when it did not. */
  readonly lastError: string | null;
}

export interface CallWriter {
  /**
   * Resolves when every call is in the database or set aside; keeps trying for as long as it takes.
   * @returns which were set aside
   */
  readonly write: (calls: readonly PreparedCall[]) => Promise<ReadonlySet<string>>;
  readonly stats: () => WriterStats;
}

export interface CallWriterOptions {
  readonly pool: Pool;
  /** Ends the retrying; the batch is then still in the journal. */
  readonly signal: AbortSignal;
  readonly onProblem?: (message: string) => void;
  /** A batch is in the database, where everybody can read it. */
  readonly onStored?: () => void;
}

const firstWaitMs = 100;
const longestWaitMs = 5000;
const patienceForSlow = 3;

export function createCallWriter(options: CallWriterOptions): CallWriter {
  return new PostgresWriter(options);
}

class PostgresWriter implements CallWriter {
  private storedCalls = 0;
  private batches = 0;
  private retries = 0;
  private deadLetters = 0;
  private lastError: string | null = null;
  private asideOfBatch = new Set<string>();

  constructor(private readonly options: CallWriterOptions) {}

  async write(calls: readonly PreparedCall[]): Promise<ReadonlySet<string>> {
    this.asideOfBatch = new Set();
    const storable = calls.filter((call) => call.encoded !== null);
    for (const call of calls) {
      if (call.encoded === null) await this.setAside(call, call.failure ?? "could not be assembled");
    }
    if (storable.length > 0) await this.store(storable);
    return this.asideOfBatch;
  }

  stats(): WriterStats {
    const { storedCalls, batches, retries, deadLetters, lastError } = this;
    return { storedCalls, batches, retries, deadLetters, lastError };
  }

  private async store(calls: readonly PreparedCall[]): Promise<void> {
    const rows = calls.flatMap((call) => (call.encoded === null ? [] : [call.encoded]));
    let slow = 0;
    const refused = await this.persist(
      async () => {
        await storeBatch(this.options.pool, rows);
      },
      (kind) => kind === "data" || (kind === "timeout" && ++slow >= (calls.length === 1 ? patienceForSlow : 1)),
    );
    if (refused === null) {
      this.storedCalls += calls.length;
      this.batches += 1;
      this.options.onStored?.();
      return;
    }
    const [only] = calls;
    if (calls.length === 1 && only !== undefined) {
      await this.setAside(only, refused);
      return;
    }
    const middle = calls.length >> 1;
    await this.store(calls.slice(0, middle));
    await this.store(calls.slice(middle));
  }

  private async setAside(call: PreparedCall, reason: string): Promise<void> {
    if (call.isInterim === true) return;
    this.asideOfBatch.add(call.callId);
    const id = isUuid(call.callId) ? call.callId : null;
    if (id === null) {
      this.options.onProblem?.(`A record without a usable call id was dropped: ${reason}`);
      return;
    }
    const values = [id, id, reason.replaceAll("\0", "\ufffd").slice(0, 1000), call.readRecord()];
    const refused = await this.persist(
      async () => {
        await this.options.pool.query(insertDeadLetter, values);
      },
      (kind) => kind === "data",
    );
    this.deadLetters += 1;
    this.options.onProblem?.(`Call ${call.callId} was set aside: ${refused ?? reason}`);
  }

  /** Tries until it works or `isFinal` says that trying again is of no use; then answers why. */
  private async persist(
    work: () => Promise<void>,
    isFinal: (kind: ReturnType<typeof classifyRefusal>) => boolean,
  ): Promise<string | null> {
    for (let limitMs = firstWaitMs; ; limitMs = Math.min(limitMs * 2, longestWaitMs)) {
      this.options.signal.throwIfAborted();
      try {
        await work();
        this.lastError = null;
        return null;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (isFinal(classifyRefusal(error))) return message;
        this.retries += 1;
        if (this.lastError !== message) this.options.onProblem?.(`The database is not taking calls: ${message}`);
        this.lastError = message;
      }
      // Half fixed, half random: recorders that failed together do not come back together.
      await delay(limitMs / 2 + (Math.random() * limitMs) / 2, undefined, { signal: this.options.signal });
    }
  }
}
