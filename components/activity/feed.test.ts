import { describe, expect, it } from "vitest";
import type { CallSummary } from "@/lib/core/contracts/call";
import { feedLimit, reduceFeed, startFeed, type Feed } from "./feed";

function call(id: string, revision: number, part: Partial<CallSummary> = {}): CallSummary {
  return { id, revision: String(revision), state: "completed", ...part } as CallSummary;
}

const ids = (feed: Feed): string[] => feed.rows.map((row) => row.id);

describe("reduceFeed", () => {
  it("puts new calls first and points them out", () => {
    const feed = reduceFeed(startFeed([call("a", 1)]), { kind: "arrived", calls: [call("c", 3), call("b", 2)] });
    expect(ids(feed)).toEqual(["c", "b", "a"]);
    expect([...feed.arrived].sort()).toEqual(["b", "c"]);
  });

  it("points out nothing where everything is new", () => {
    const many = Array.from({ length: 100 }, (_, index) => call(String(index).padStart(6, "0"), index));
    const feed = reduceFeed(startFeed([]), { kind: "arrived", calls: many });
    expect(feed.arrived.size).toBe(0);
    expect(reduceFeed(feed, { kind: "arrived", calls: [call("000200", 200)] }).arrived.size).toBe(1);
  });

  it("changes a row in place when its call goes on", () => {
    const start = startFeed([call("a", 1), call("b", 9, { state: "in_progress" })]);
    const feed = reduceFeed(start, { kind: "arrived", calls: [call("b", 10)] });
    expect(ids(feed)).toEqual(["b", "a"]);
    expect(feed.rows[0]?.state).toBe("completed");
    expect(feed.arrived.size).toBe(0);
  });

  it("ignores a revision that is older than what is shown, however it is spelled", () => {
    const start = startFeed([call("a", 10)]);
    const feed = reduceFeed(start, { kind: "arrived", calls: [call("a", 9, { state: "in_progress" })] });
    expect(feed.rows[0]?.state).toBe("completed");
    expect(reduceFeed(feed, { kind: "loaded", calls: [call("a", 9, { state: "blocked" })] }).rows[0]?.state).toBe(
      "completed",
    );
  });

  it("holds new calls back while paused, updates shown ones, and lets all in again", () => {
    let feed = reduceFeed(startFeed([call("a", 1, { state: "in_progress" })]), { kind: "paused" });
    feed = reduceFeed(feed, { kind: "arrived", calls: [call("b", 2, { state: "in_progress" }), call("a", 3)] });
    feed = reduceFeed(feed, { kind: "arrived", calls: [call("b", 4)] });
    expect(ids(feed)).toEqual(["a"]);
    expect(feed.rows[0]?.state).toBe("completed");
    expect(feed.waiting.size).toBe(1);
    feed = reduceFeed(feed, { kind: "resumed" });
    expect(ids(feed)).toEqual(["b", "a"]);
    expect(feed.rows[0]?.state).toBe("completed");
    expect(feed.waiting.size).toBe(0);
  });

  it("stays bounded, live and paused", () => {
    const many = Array.from({ length: feedLimit + 50 }, (_, index) => call(String(index).padStart(6, "0"), index));
    const live = reduceFeed(startFeed([]), { kind: "arrived", calls: many });
    expect(live.rows).toHaveLength(feedLimit);
    expect(live.rows[0]?.id).toBe(String(feedLimit + 49).padStart(6, "0"));
    const paused = reduceFeed(reduceFeed(startFeed([]), { kind: "paused" }), { kind: "arrived", calls: many });
    expect(paused.waiting.size).toBe(feedLimit);
    expect(paused.waiting.has("000000")).toBe(false);
    expect(paused.hasOverflowed).toBe(true);
    expect(reduceFeed(paused, { kind: "resumed" }).hasOverflowed).toBe(false);
  });

  it("forgets what may have gaps when too much was missed, and stays paused", () => {
    let feed = reduceFeed(startFeed([call("a", 1)]), { kind: "paused" });
    feed = reduceFeed(feed, { kind: "arrived", calls: [call("b", 2)] });
    feed = reduceFeed(feed, { kind: "reset" });
    expect([feed.rows.length, feed.waiting.size, feed.isPaused]).toEqual([0, 0, true]);
    expect(ids(reduceFeed(feed, { kind: "loaded", calls: [call("z", 9)] }))).toEqual(["z"]);
  });
});
