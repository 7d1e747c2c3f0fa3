import { afterEach, describe, expect, it, vi } from "vitest";
import { findFreePort } from "@/lib/testing/product-process";
import { hasRedis, startTestRedis, type TestRedis } from "@/lib/testing/start-test-redis";
import { createRedisSignal } from "./create-redis-signal";
import { followRedis } from "./follow-redis";

const channel = "diffract_calls";
const patience = { timeout: 15_000, interval: 20 };
const open: { close: () => unknown }[] = [];
let redis: TestRedis | undefined;

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await redis?.stop();
  redis = undefined;
});

function follow(url: string) {
  const seen: string[] = [];
  const state = { connections: 0 };
  const follower = followRedis({
    url,
    channel,
    onSignal: (payload) => seen.push(payload),
    onConnected: () => {
      state.connections += 1;
    },
  });
  open.push(follower);
  return { seen, state };
}

function signalTo(url: string) {
  const signal = createRedisSignal(url, channel);
  open.push(signal);
  return signal;
}

describe.runIf(hasRedis())("signals through a real Redis", () => {
  it("reach everybody who follows; of many in a row the last one does", async () => {
    redis = await startTestRedis(await findFreePort());
    const followers = [follow(redis.url), follow(redis.url)];
    const signal = signalTo(redis.url);
    await vi.waitFor(() => {
      for (const { state } of followers) expect(state.connections).toBe(1);
      expect(signal.stats().isConnected).toBe(true);
    }, patience);
    for (let revision = 1; revision <= 500; revision++) signal.send(String(revision));
    await vi.waitFor(() => {
      for (const { seen } of followers) expect(seen.at(-1)).toBe("500");
    }, patience);
    expect(signal.stats().missed).toBe(0);
    expect(followers[0]?.seen.length).toBeLessThan(500);
  });

  it("miss nobody after Redis was killed: who follows is told to look again", async () => {
    const port = await findFreePort();
    redis = await startTestRedis(port);
    const { seen, state } = follow(redis.url);
    const signal = signalTo(redis.url);
    await vi.waitFor(() => {
      expect(state.connections).toBe(1);
      expect(signal.stats().isConnected).toBe(true);
    }, patience);
    await redis.stop();
    await vi.waitFor(() => {
      expect(signal.stats().isConnected).toBe(false);
    }, patience);
    signal.send("1");
    await vi.waitFor(() => {
      expect(signal.stats().missed).toBe(1);
    }, patience);
    redis = await startTestRedis(port);
    await vi.waitFor(() => {
      expect(state.connections).toBe(2);
      expect(signal.stats().isConnected).toBe(true);
    }, patience);
    signal.send("2");
    await vi.waitFor(() => {
      expect(seen).toEqual(["2"]);
    }, patience);
  });
});

describe("signals without a Redis", () => {
  it("cost nothing but a counter", async () => {
    const signal = signalTo(`redis://user:secret@127.0.0.1:${String(await findFreePort())}`);
    signal.send("1");
    await vi.waitFor(() => {
      expect(signal.stats()).toEqual({ sent: 0, missed: 1, isConnected: false });
    }, patience);
  });
});
