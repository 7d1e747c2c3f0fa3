import { describe, expect, it, vi } from "vitest";
import type { CallSummary } from "@/lib/core/contracts/call";
import { createActivityHub, type ActivityHubOptions } from "./create-activity-hub";

/** A table of calls in memory, whose rows are all that the hub looks at. */
function startHub(options: Partial<ActivityHubOptions> = {}) {
  const table: bigint[] = [];
  const state = { isDown: false, isFollowing: false, reads: 0, signal: (): void => undefined };
  const read = async <Value>(value: () => Value): Promise<Value> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (state.isDown) throw new Error("down");
    return value();
  };
  const hub = createActivityHub({
    readAfter: (revision, limit) => {
      state.reads += 1;
      return read(() =>
        table
          .filter((one) => one > revision)
          .slice(0, limit)
          .map((one) => ({ id: `call-${String(one)}`, revision: String(one) }) as CallSummary),
      );
    },
    readLatest: () => read(() => table.at(-1) ?? 0n),
    follow: (onSignal) => {
      state.isFollowing = true;
      state.signal = onSignal;
      return {
        close: () => {
          state.isFollowing = false;
          return Promise.resolve();
        },
      };
    },
    pollMs: 5,
    ...options,
  });
  const add = (count: number): void => {
    for (let index = 0; index < count; index++) table.push((table.at(-1) ?? 0n) + 1n);
    state.signal();
  };
  const listen = (after: bigint | null) => {
    const seen: string[] = [];
    const resets: bigint[] = [];
    const readable: boolean[] = [];
    const leave = hub.subscribe(after, {
      onReadable: (isReadable) => readable.push(isReadable),
      onCalls: (calls) => seen.push(...calls.map((call) => call.revision)),
      onReset: (revision) => resets.push(revision),
    });
    return { seen, resets, readable, leave };
  };
  return { hub, table, state, add, listen };
}

const upTo = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe("the activity hub", () => {
  it("hands on what comes from now on, once and in order", async () => {
    const { add, listen } = startHub();
    add(3);
    const early = listen(null);
    await vi.waitFor(() => {
      add(1);
      expect(early.seen.length).toBeGreaterThan(0);
    }, 10_000);
    const first = Number(early.seen[0]);
    add(450);
    await vi.waitFor(() => {
      expect(early.seen).toEqual(upTo(first, Number(early.seen.at(-1))));
      expect(early.seen.length).toBeGreaterThan(450);
    }, 10_000);
  });

  it("brings listeners that come back up to date without a gap, while more comes in", async () => {
    const { add, listen, table } = startHub();
    add(700);
    const listeners = [listen(0n), listen(650n), listen(700n)];
    for (let round = 0; round < 40; round++) {
      add(3);
      if (round % 10 === 0) listeners.push(listen(BigInt(600 + round)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await vi.waitFor(() => {
      for (const { seen } of listeners) expect(seen.at(-1)).toBe(String(table.at(-1)));
    }, 10_000);
    expect(listeners[0]?.seen).toEqual(upTo(1, table.length));
    expect(listeners[1]?.seen).toEqual(upTo(651, table.length));
    expect(listeners[2]?.seen).toEqual(upTo(701, table.length));
    for (const { seen, resets } of listeners) {
      expect(seen).toEqual(upTo(Number(seen[0]), table.length));
      expect(resets).toEqual([]);
    }
  });

  it("says so when too much was missed, or the database is another one", async () => {
    const { add, listen } = startHub({ maxReplay: 100 });
    add(500);
    const late = listen(10n);
    const foreign = listen(9_000n);
    await vi.waitFor(() => {
      expect(late.resets).toEqual([500n]);
      expect(foreign.resets).toEqual([500n]);
    }, 10_000);
    add(1);
    await vi.waitFor(() => {
      expect(late.seen).toEqual(["501"]);
      expect(foreign.seen).toEqual(["501"]);
    }, 10_000);
  });

  it("goes on when the database is back", async () => {
    const { add, listen, state } = startHub();
    add(5);
    state.isDown = true;
    const live = listen(null);
    const back = listen(2n);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([live.seen, back.seen]).toEqual([[], []]);
    state.isDown = false;
    await vi.waitFor(() => {
      expect(back.seen).toEqual(["3", "4", "5"]);
    }, 10_000);
    state.isDown = true;
    add(2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    state.isDown = false;
    await vi.waitFor(() => {
      expect(back.seen).toEqual(upTo(3, 7));
    }, 10_000);
  });

  it("says that the database is away, also to who comes then, and that it is back", async () => {
    const { add, listen, state } = startHub();
    const first = listen(0n);
    add(1);
    await vi.waitFor(() => {
      expect(first.seen).toEqual(["1"]);
    });
    expect(first.readable).toEqual([]);
    state.isDown = true;
    await vi.waitFor(() => {
      expect(first.readable).toEqual([false]);
    });
    const second = listen(0n);
    expect(second.readable).toEqual([false]);
    state.isDown = false;
    await vi.waitFor(() => {
      expect([first.readable, second.readable]).toEqual([
        [false, true],
        [false, true],
      ]);
    });
  });

  it("lets go of the database when nobody listens, and starts again", async () => {
    const { add, listen, state } = startHub();
    add(1);
    const first = listen(0n);
    await vi.waitFor(() => {
      expect(first.seen).toEqual(["1"]);
    }, 10_000);
    first.leave();
    expect(state.isFollowing).toBe(false);
    const { reads } = state;
    add(2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(state.reads).toBeLessThanOrEqual(reads + 1);
    const second = listen(1n);
    await vi.waitFor(() => {
      expect(second.seen).toEqual(["2", "3"]);
    }, 10_000);
    expect(first.seen).toEqual(["1"]);
  });
});
