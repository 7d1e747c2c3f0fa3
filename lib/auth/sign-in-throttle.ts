export interface SignInThrottle {
  /**
   * Counts an attempt before it is made, so that many at once cannot slip past.
   * @returns how long to wait; 0 means: go on
   */
  readonly begin: (account: string, address: string) => number;
  /** The attempt was good: forget the account's failures, and this attempt for the address. */
  readonly succeed: (account: string, address: string) => void;
}

interface Counter {
  readonly failures: number;
  readonly blockedUntil: number;
  readonly lastAt: number;
}

interface Rule {
  /** Failures without any delay. */
  readonly free: number;
  /** Delays double up to here. Never for good: the only admin must not be locked out by others. */
  readonly longestMs: number;
}

const firstDelayMs = 1_000;
const forgetAfterMs = 3_600_000;
const maxCounters = 20_000;
const rules = {
  account: { free: 5, longestMs: 60_000 },
  address: { free: 20, longestMs: 900_000 },
} as const satisfies Record<string, Rule>;

type Counters = Map<string, Counter>;

function read(counters: Counters, key: string, nowMs: number): Counter {
  const known = counters.get(key);
  const isStale = known === undefined || nowMs - known.lastAt > forgetAfterMs;
  return isStale ? { failures: 0, blockedUntil: 0, lastAt: nowMs } : known;
}

function write(counters: Counters, key: string, counter: Counter): void {
  counters.delete(key);
  counters.set(key, counter);
  const oldest = counters.size > maxCounters ? counters.keys().next().value : undefined;
  if (oldest !== undefined) counters.delete(oldest);
}

function countAttempt({ failures }: Counter, { free, longestMs }: Rule, nowMs: number): Counter {
  const excess = failures + 1 - free;
  const delayMs = excess < 0 ? 0 : Math.min(longestMs, firstDelayMs * 2 ** Math.min(excess, 30));
  return { failures: failures + 1, blockedUntil: nowMs + delayMs, lastAt: nowMs };
}

/** Slows guessing down, by account and by address, in bounded memory. */
export function createSignInThrottle(now: () => number): SignInThrottle {
  const accounts: Counters = new Map();
  const addresses: Counters = new Map();
  return {
    begin: (account, address) => {
      const nowMs = now();
      const byAccount = read(accounts, account, nowMs);
      const byAddress = read(addresses, address, nowMs);
      const waitMs = Math.max(byAccount.blockedUntil, byAddress.blockedUntil) - nowMs;
      if (waitMs > 0) return waitMs;
      write(accounts, account, countAttempt(byAccount, rules.account, nowMs));
      write(addresses, address, countAttempt(byAddress, rules.address, nowMs));
      return 0;
    },
    succeed: (account, address) => {
      accounts.delete(account);
      const counter = addresses.get(address);
      if (counter)
        write(addresses, address, { ...counter, failures: Math.max(0, counter.failures - 1), blockedUntil: 0 });
    },
  };
}
