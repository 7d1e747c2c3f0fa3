import { describe, expect, it } from "vitest";
import type { PartReference } from "./open-call";
import { RunningSnapshots } from "./running-snapshots";
import { WatchedCalls } from "./watched-calls";

const callId = "0193e4a1-5b7c-7d2e-9f10-3c5a8e6b2d41";

function begin() {
  const clock = { now: 1_000 };
  const watched = new WatchedCalls(() => clock.now);
  const snapshots = new RunningSnapshots(watched, () => clock.now);
  const part = (length: number): PartReference => ({ side: "upstream_response", offset: 0, length, segment: 1, at: 0 });
  const take = (sizes: readonly number[], start: string | null = "start") =>
    snapshots.take({ callId, start, parts: sizes.map(part) });
  return { clock, watched, snapshots, take };
}

describe("snapshots of a running call", () => {
  it("are taken only while somebody watches, when there is something, and when there is more", () => {
    const { clock, watched, take } = begin();
    expect(take([10])).toBe(false);
    watched.note(callId.toUpperCase());
    expect(take([])).toBe(false);
    expect(take([10], null)).toBe(false);
    expect(take([10])).toBe(true);
    clock.now += 1_000;
    expect(take([10])).toBe(false);
    expect(take([10, 5])).toBe(true);
    clock.now += 1_000;
    // It is known how the provider answered: the start says more than before.
    expect(take([10, 5], "start, with status")).toBe(true);
    clock.now += 10_000;
    expect(take([10, 5, 7])).toBe(false);
  });

  it("are taken the more seldom the longer the call is", () => {
    const { clock, watched, snapshots, take } = begin();
    const wait = (ms: number): void => {
      clock.now += ms;
      watched.note(callId);
    };
    wait(0);
    expect(take([10])).toBe(true);
    wait(399);
    expect(take([11])).toBe(false);
    wait(1);
    expect(take([10_000_000])).toBe(true);
    wait(4_999);
    expect(take([10_000_001])).toBe(false);
    wait(1);
    expect(take([10_000_001])).toBe(true);
    snapshots.forget(callId);
    expect(take([10_000_001])).toBe(true);
  });

  it("are not to be had by saying nonsense, and who watches is forgotten", () => {
    const { clock, watched } = begin();
    watched.note("hello");
    expect(watched.has("hello")).toBe(false);
    watched.note(callId);
    expect(watched.has(callId)).toBe(true);
    clock.now += 10_000;
    expect(watched.has(callId)).toBe(false);
  });
});
