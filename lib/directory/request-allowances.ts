import { AppError } from "@/lib/core/errors";
import type { LedgerAnswer, TokenLedger } from "./create-token-ledger";

export interface RequestAllowances {
  /**
   * Counts one request of a limited token: from memory while some are held here, else by asking the ledger.
   * @throws AppError `directory_unavailable`
   */
  readonly spend: (tokenId: string, maxRequests: number) => boolean | Promise<boolean>;
  /** Gives back what is held here and was not spent. */
  readonly close: () => Promise<void>;
}

/** Requests are taken ahead of need only while this many remain, ... */
const fewRemain = 500;
/** ... at most one in so many of what remains, ... */
const aheadShare = 50;
/** ... and at most so many at once. */
const maxAhead = 50;
/** What was taken ahead and not spent by then is given back. */
const holdMs = 250;
/** By then all gateways have given back what they held since before few remained. */
const graceMs = holdMs + 150;
/** How long "used up" is answered from memory; a changed limit ends it at once. */
const exhaustedMs = 1000;

interface Waiter {
  readonly resolve: (passes: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One token's requests in this process. One question to the ledger at a time, for all who wait. Invariant: a request passes
 * only after the ledger has counted it, so a failure can lose requests and never give one away.
 */
class TokenAllowance {
  private held = 0;
  /** How many to take ahead next time: doubles while they are spent in time. */
  private ahead = 0;
  private takenAt = -Infinity;
  private exhaustedUntil = -Infinity;
  /** What was left when the ledger was last asked. */
  private remaining = 0;
  /** Since when it is known that few remain; `null` while more do. */
  private fewSince: number | null = null;
  private waiting: Waiter[] = [];
  private isAsking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ledger: TokenLedger,
    private readonly tokenId: string,
    private maxRequests: number,
  ) {}

  spend(maxRequests: number): boolean | Promise<boolean> {
    if (maxRequests !== this.maxRequests) this.changeLimit(maxRequests);
    if (this.held > 0) {
      this.held -= 1;
      return true;
    }
    if (performance.now() < this.exhaustedUntil) return false;
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      // `ask` never rejects: whoever waits is told of its failure.
      if (!this.isAsking) this.ask().catch(reject);
    });
  }

  async giveBack(): Promise<void> {
    clearTimeout(this.timer);
    const unspent = this.held;
    this.held = 0;
    // Should this fail they stay counted: whether the ledger heard of it is not known.
    if (unspent > 0) await this.ledger.giveBack(this.tokenId, unspent).catch(() => undefined);
  }

  private changeLimit(maxRequests: number): void {
    this.maxRequests = maxRequests;
    this.exhaustedUntil = -Infinity;
    this.fewSince = null;
    // What is held was taken under another limit, which may have been higher.
    this.giveBack().catch(() => undefined);
  }

  private async ask(): Promise<void> {
    this.isAsking = true;
    try {
      while (this.waiting.length > 0) {
        const { maxRequests } = this;
        const count = await this.take();
        if (count > 0) this.handOut(count);
        // The limit was changed meanwhile: the answer was to another question.
        else if (maxRequests === this.maxRequests) await this.refuse();
      }
    } catch (cause) {
      const error = new AppError(
        "directory_unavailable",
        "This token's requests are limited, and the database that counts them cannot be asked right now. Try again shortly.",
        undefined,
        { cause },
      );
      for (const { reject } of this.waiting.splice(0)) reject(error);
    } finally {
      this.isAsking = false;
    }
  }

  /** How many the ledger gave: enough for all who wait, and some ahead when it may; fewer when fewer are left. */
  private async take(): Promise<number> {
    const waiters = this.waiting.length;
    const ahead = this.planAhead();
    let count = waiters + ahead;
    let floor = ahead === 0 ? count : Math.max(fewRemain, waiters + ahead * aheadShare);
    for (;;) {
      const answer = await this.ledger.take({ tokenId: this.tokenId, count, floor });
      this.noteRemaining(answer);
      if (answer.maxRequests === null) return waiters;
      if (answer.isTaken) return count;
      count = Math.min(answer.remaining, floor > waiters ? waiters : count - 1);
      if (count <= 0) return 0;
      floor = count;
    }
  }

  private planAhead(): number {
    const isBusy = performance.now() - this.takenAt < holdMs;
    const most = this.remaining < fewRemain ? 0 : Math.min(maxAhead, Math.floor(this.remaining / aheadShare));
    this.ahead = isBusy ? Math.min(most, Math.max(1, this.ahead * 2)) : 0;
    return this.ahead;
  }

  private noteRemaining({ maxRequests, remaining }: LedgerAnswer): void {
    this.remaining = remaining;
    if (maxRequests === null || remaining >= fewRemain) this.fewSince = null;
    else this.fewSince ??= performance.now();
  }

  private handOut(count: number): void {
    this.takenAt = performance.now();
    const served = this.waiting.splice(0, count);
    for (const { resolve } of served) resolve(true);
    this.held = count - served.length;
    if (this.held === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.giveBack().catch(() => undefined);
    }, holdMs);
    this.timer.unref();
  }

  /** Nothing is left in the ledger. Before it is final, other gateways get the time to give back what they do not need. */
  private async refuse(): Promise<void> {
    const now = performance.now();
    const finalAt = this.maxRequests < fewRemain ? now : (this.fewSince ?? now) + graceMs;
    if (finalAt > now) {
      await new Promise((resolve) => setTimeout(resolve, finalAt - now));
      return;
    }
    this.exhaustedUntil = now + exhaustedMs;
    for (const { resolve } of this.waiting.splice(0)) resolve(false);
  }
}

/** What this process may still let pass of each limited token. */
export function createRequestAllowances(ledger: TokenLedger): RequestAllowances {
  const allowances = new Map<string, TokenAllowance>();
  return {
    spend(tokenId, maxRequests) {
      let allowance = allowances.get(tokenId);
      if (allowance === undefined) {
        allowance = new TokenAllowance(ledger, tokenId, maxRequests);
        allowances.set(tokenId, allowance);
      }
      return allowance.spend(maxRequests);
    },
    async close() {
      await Promise.all([...allowances.values()].map((allowance) => allowance.giveBack()));
    },
  };
}
