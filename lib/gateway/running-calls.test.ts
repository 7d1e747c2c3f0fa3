import { getHeapSpaceStatistics } from "node:v8";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RunningCalls, type RunningCall } from "./running-calls";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Counted extends RunningCall {
  times: number;
}

function count(): Counted {
  const call: Counted = {
    times: 0,
    checkpoint: () => {
      call.times += 1;
    },
    stop: () => undefined,
  };
  return call;
}

const now = (): number => performance.now();

it("journals a long call four times a second, and a short one never", () => {
  const running = new RunningCalls(now);
  const [long, short] = [count(), count()];
  const [longPlace, shortPlace] = [running.add(long), running.add(short)];
  vi.advanceTimersByTime(200);
  running.remove(shortPlace);
  running.remove(shortPlace);
  vi.advanceTimersByTime(2_000);
  expect(short.times).toBe(0);
  expect(long.times).toBe(8);
  running.remove(longPlace);
  expect(running.size).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

it("takes a thousand in turns, each as often as any other", () => {
  const running = new RunningCalls(now);
  const calls = Array.from({ length: 1_000 }, count);
  for (const call of calls) running.add(call);
  const sum = (): number => calls.reduce((all, { times }) => all + times, 0);
  vi.advanceTimersByTime(250);
  let before = sum();
  for (let turn = 0; turn < 79; turn++) {
    vi.advanceTimersByTime(25);
    expect(sum() - before).toBeLessThanOrEqual(25);
    before = sum();
  }
  expect(new Set(calls.map(({ times }) => times))).toEqual(new Set([2]));
  running.close();
});

/** Bytes among V8's old objects. */
function measureOld(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")?.space_used_size ?? 0;
}

it("lets go of calls that have left, though others came after them", () => {
  vi.useRealTimers();
  const running = new RunningCalls(now);
  const build = () => ({ ...count(), body: Array.from({ length: 2_000 }, (_, index) => index) });
  // Whatever holds the calls grows old while nobody comes or goes; then few are there at a time, and many pass.
  running.add(build());
  for (let made = 0; made < 4_000; made++) build();
  const before = measureOld();
  let last = running.add(build());
  for (let passed = 0; passed < 4_000; passed++) {
    const next = running.add(build());
    running.remove(last);
    last = next;
  }
  // All of them together are 64 MB.
  expect(measureOld() - before).toBeLessThan(8 * 1024 * 1024);
  running.close();
});
