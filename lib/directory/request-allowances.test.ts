import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TakeRequest, TokenLedger } from "./create-token-ledger";
import { createRequestAllowances } from "./request-allowances";

/** The rules of the ledger without its database. Each question takes a millisecond. */
class MemoryLedger implements TokenLedger {
  count = 0;
  questions = 0;
  isDown = false;
  readonly largestShares: number[] = [];

  constructor(public maxRequests: number | null) {}

  async take({ count, floor }: TakeRequest) {
    this.questions += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.isDown) throw new Error("connection refused");
    if (this.maxRequests === null) return { isTaken: true, maxRequests: null, remaining: 0 };
    const before = this.maxRequests - this.count;
    const isTaken = before >= floor;
    if (isTaken) {
      this.count += count;
      this.largestShares.push(count / before);
    }
    return { isTaken, maxRequests: this.maxRequests, remaining: this.maxRequests - this.count };
  }

  giveBack(_tokenId: string, count: number): Promise<void> {
    if (this.isDown) return Promise.reject(new Error("connection refused"));
    this.count -= count;
    return Promise.resolve();
  }
}

const spendMany = async (spend: () => boolean | Promise<boolean>, times: number): Promise<number> => {
  const answers = Promise.all(Array.from({ length: times }, async () => spend()));
  await vi.advanceTimersByTimeAsync(3_000);
  return (await answers).filter(Boolean).length;
};

const spendBoth = async (spend: () => boolean | Promise<boolean>): Promise<readonly boolean[]> => {
  const answers = Promise.all([1, 2].map(async () => spend()));
  await vi.advanceTimersByTimeAsync(10);
  return answers;
};

describe("request allowances", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("let exactly as many pass as the limit says, and ask once for all who wait", async () => {
    const ledger = new MemoryLedger(25);
    const { spend } = createRequestAllowances(ledger);
    expect(await spendMany(() => spend("t", 25), 60)).toBe(25);
    expect(ledger.count).toBe(25);
    // One for the first, one for the other 59, one for the 24 that are left, one to learn that none are.
    expect(ledger.questions).toBe(4);
  });

  it("count each call on its own while few remain", async () => {
    const ledger = new MemoryLedger(400);
    const { spend } = createRequestAllowances(ledger);
    for (let call = 1; call <= 20; call++) {
      expect(await spendMany(() => spend("t", 400), 1)).toBe(1);
      expect(ledger.count).toBe(call);
    }
  });

  it("take ahead for a busy token, never more than 2 % of what remains nor 50", async () => {
    const ledger = new MemoryLedger(10_000);
    const { spend } = createRequestAllowances(ledger);
    const calls = 2_000;
    for (let call = 0; call < calls; call++) {
      const passes = spend("t", 10_000);
      await vi.advanceTimersByTimeAsync(2);
      expect(await passes).toBe(true);
    }
    expect(ledger.questions).toBeLessThan(calls / 40);
    expect(Math.max(...ledger.largestShares)).toBeLessThan(0.021);
    expect(ledger.count - calls).toBeLessThanOrEqual(50);
    await vi.advanceTimersByTimeAsync(300);
    expect(ledger.count).toBe(calls);
  });

  it("are exact between processes of which one took ahead", async () => {
    const ledger = new MemoryLedger(1_000);
    const [one, other] = [createRequestAllowances(ledger), createRequestAllowances(ledger)];
    let passed = 0;
    for (let call = 0; call < 60; call++) {
      const passes = one.spend("t", 1_000);
      await vi.advanceTimersByTimeAsync(2);
      if (await passes) passed += 1;
    }
    expect(ledger.count).toBeGreaterThan(passed);
    passed += await spendMany(() => other.spend("t", 1_000), 1_200);
    expect(passed).toBe(1_000);
    expect(ledger.count).toBe(1_000);
    expect(await spendMany(() => one.spend("t", 1_000), 3)).toBe(0);
  });

  it("answer from memory that a token is used up, and ask again after a second", async () => {
    const ledger = new MemoryLedger(1);
    const { spend } = createRequestAllowances(ledger);
    expect(await spendBoth(() => spend("t", 1))).toEqual([true, false]);
    const { questions } = ledger;
    for (let call = 0; call < 100; call++) expect(spend("t", 1)).toBe(false);
    expect(ledger.questions).toBe(questions);
    await vi.advanceTimersByTimeAsync(1_001);
    ledger.count = 0;
    expect(await spendMany(() => spend("t", 1), 1)).toBe(1);
  });

  it("follow a raised limit at once, and a lowered one in spite of what is held", async () => {
    const ledger = new MemoryLedger(1);
    const { spend } = createRequestAllowances(ledger);
    expect(await spendBoth(() => spend("t", 1))).toEqual([true, false]);
    expect(spend("t", 1)).toBe(false);
    ledger.maxRequests = 5_000;
    for (let call = 0; call < 30; call++) {
      const passes = spend("t", 5_000);
      await vi.advanceTimersByTimeAsync(2);
      expect(await passes).toBe(true);
    }
    expect(ledger.count).toBeGreaterThan(31);
    ledger.maxRequests = 10;
    const passes = spend("t", 10);
    await vi.advanceTimersByTimeAsync(10);
    expect(await passes).toBe(false);
    expect(ledger.count).toBe(31);
  });

  it("ask anew for who waits when the limit is raised during a question", async () => {
    const ledger = new MemoryLedger(1);
    ledger.count = 1;
    const { spend } = createRequestAllowances(ledger);
    const waiting = spend("t", 1);
    await vi.advanceTimersByTimeAsync(0.5);
    const late = spend("t", 2);
    setTimeout(() => (ledger.maxRequests = 2), 1);
    await vi.advanceTimersByTimeAsync(50);
    expect((await Promise.all([waiting, late])).filter(Boolean)).toHaveLength(1);
  });

  it("let everybody pass once the limit is gone", async () => {
    const ledger = new MemoryLedger(null);
    const { spend } = createRequestAllowances(ledger);
    expect(await spendMany(() => spend("t", 1), 20)).toBe(20);
  });

  it("say that the database is away instead of letting calls pass, and recover", async () => {
    const ledger = new MemoryLedger(100);
    ledger.isDown = true;
    const { spend } = createRequestAllowances(ledger);
    const waiting = Promise.allSettled(Array.from({ length: 5 }, async () => spend("t", 100)));
    await vi.advanceTimersByTimeAsync(50);
    for (const answer of await waiting) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "directory_unavailable" } });
    }
    ledger.isDown = false;
    expect(await spendMany(() => spend("t", 100), 5)).toBe(5);
    expect(ledger.count).toBe(5);
  });

  it("never give away what could not be given back", async () => {
    const ledger = new MemoryLedger(5_000);
    const { spend, close } = createRequestAllowances(ledger);
    for (let call = 0; call < 10; call++) {
      const passes = spend("t", 5_000);
      await vi.advanceTimersByTimeAsync(2);
      await passes;
    }
    const { count } = ledger;
    expect(count).toBeGreaterThan(10);
    ledger.isDown = true;
    await close();
    ledger.isDown = false;
    expect(await spendMany(() => spend("t", 5_000), 1)).toBe(1);
    expect(ledger.count).toBe(count + 1);
  });
});
