import { Worker } from "node:worker_threads";
import type { CountableSide, CountAnswer, CountRequest, TokenCounter } from "@/lib/core/contracts/token-counter";
import type { CountResult, CountTask } from "./counter-messages";

export interface TokenCounterOptions {
  /** What the thread runs. */
  readonly file: string;
  /** Longest that one request waits, in the queue and while it is counted. */
  readonly patienceMs?: number;
  /** The thread and its tables (about 70 MB) go after so long without work. */
  readonly idleMs?: number;
}

/** UTF-16 units of one call: about a second of work at worst. */
const mostCharacters = 1_000_000;
const mostWaitingCharacters = 8_000_000;
const mostWaiting = 400;
/** A thread that has not answered by so much more than the patience is stuck in one piece, and is ended. */
const grace = 1.5;

interface Waiting {
  readonly characters: number;
  readonly answer: (answer: CountAnswer) => void;
}

function measure(side: CountableSide | null): number {
  return side?.texts.reduce((sum, text) => sum + text.length, 0) ?? 0;
}

/** Counts in a thread that is started when there is something to count. */
export function createTokenCounter(options: TokenCounterOptions): TokenCounter {
  return new ThreadCounter(options);
}

class ThreadCounter implements TokenCounter {
  private readonly waiting = new Map<number, Waiting>();
  private characters = 0;
  private lastId = 0;
  private worker: Worker | null = null;
  private idleTimer: NodeJS.Timeout | undefined;
  private stuckTimer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: TokenCounterOptions) {}

  count(request: CountRequest): Promise<CountAnswer> {
    const characters = measure(request.input) + measure(request.output);
    if (characters > mostCharacters) return Promise.resolve({ reason: "too_long" });
    const isFull = this.waiting.size >= mostWaiting || this.characters + characters > mostWaitingCharacters;
    if (this.isClosed || isFull) return Promise.resolve({ reason: "busy" });
    return new Promise((answer) => {
      const id = ++this.lastId;
      this.waiting.set(id, { characters, answer });
      this.characters += characters;
      const task: CountTask = { id, request, endsAt: Date.now() + (this.options.patienceMs ?? 15_000) };
      this.start().postMessage(task);
      this.watch();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.stop("busy");
  }

  private start(): Worker {
    clearTimeout(this.idleTimer);
    if (this.worker !== null) return this.worker;
    const worker = new Worker(this.options.file, { resourceLimits: { maxOldGenerationSizeMb: 384 } });
    this.worker = worker;
    worker.unref();
    worker.on("message", ({ id, answer }: CountResult) => {
      this.finish(id, answer);
    });
    const fail = (): void => {
      if (this.worker === worker) this.stop("failed").catch(() => undefined);
    };
    worker.on("error", fail);
    worker.once("exit", fail);
    return worker;
  }

  private finish(id: number, answer: CountAnswer): void {
    const one = this.waiting.get(id);
    if (one === undefined) return;
    this.waiting.delete(id);
    this.characters -= one.characters;
    one.answer(answer);
    this.watch();
  }

  /** After each answer the next may take its time; with none left the thread goes after a while. */
  private watch(): void {
    const { patienceMs = 15_000, idleMs = 60_000 } = this.options;
    clearTimeout(this.stuckTimer);
    clearTimeout(this.idleTimer);
    const isIdle = this.waiting.size === 0;
    const end = (): void => {
      this.stop("too_slow").catch(() => undefined);
    };
    if (isIdle) this.idleTimer = setTimeout(end, idleMs).unref();
    else this.stuckTimer = setTimeout(end, patienceMs * grace);
  }

  /** Ends the thread; who still waits gets the reason. */
  private async stop(reason: "busy" | "failed" | "too_slow"): Promise<void> {
    clearTimeout(this.stuckTimer);
    clearTimeout(this.idleTimer);
    const { worker } = this;
    this.worker = null;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    this.characters = 0;
    for (const { answer } of left) answer({ reason });
    await worker?.terminate();
  }
}
