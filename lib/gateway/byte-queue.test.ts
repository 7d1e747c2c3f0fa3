import { describe, expect, it } from "vitest";
import { SeededChoices } from "@/lib/testing/oracle/seeded-choices";
import { ByteQueue } from "./byte-queue";

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function openQueue(highWaterBytes = 4) {
  const seen: string[] = [];
  const queue = new ByteQueue(highWaterBytes, {
    onFull: () => seen.push("full"),
    onDrained: () => seen.push("drained"),
    onAbandoned: () => seen.push("abandoned"),
  });
  return { queue, seen };
}

describe("a flowing queue", () => {
  it("hands a chunk over in the producer's turn", async () => {
    const { queue } = openQueue();
    const got: number[] = [];
    const done = queue.flow((chunk) => got.push(...chunk) > 0);
    queue.push(Uint8Array.of(1));
    expect(got).toEqual([1]);
    queue.push(Uint8Array.of(2, 3));
    expect(got).toEqual([1, 2, 3]);
    queue.end();
    await expect(done).resolves.toBeUndefined();
  });

  it("delivers what came before it flowed, then the end", async () => {
    const { queue, seen } = openQueue();
    queue.push(Uint8Array.of(1, 2, 3));
    queue.push(Uint8Array.of(4));
    queue.end();
    const got: number[] = [];
    await queue.flow((chunk) => got.push(...chunk) > 0);
    expect(got).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual(["full", "drained"]);
  });

  it("holds chunks while one is dealt with, and says when that is too much", async () => {
    const { queue, seen } = openQueue();
    const got: number[] = [];
    let proceed = (): void => undefined;
    const done = queue.flow((chunk) => {
      got.push(...chunk);
      return new Promise((resolve) => {
        proceed = () => {
          resolve(true);
        };
      });
    });
    queue.push(Uint8Array.of(1));
    queue.push(Uint8Array.of(2, 3, 4, 5));
    expect(got).toEqual([1]);
    expect(seen).toEqual(["full"]);
    proceed();
    await tick();
    expect(got).toEqual([1, 2, 3, 4, 5]);
    expect(seen).toEqual(["full", "drained"]);
    queue.end();
    proceed();
    await done;
  });

  it("tells the producer when no more is wanted", async () => {
    const { queue, seen } = openQueue();
    const done = queue.flow(() => false);
    queue.push(Uint8Array.of(1));
    await done;
    expect(seen).toEqual(["abandoned"]);
    queue.push(Uint8Array.of(2));
    queue.end();
  });

  it("rejects with what the producer says, after what was queued", async () => {
    const { queue } = openQueue();
    queue.push(Uint8Array.of(1));
    queue.fail(new Error("reset"));
    const got: number[] = [];
    await expect(queue.flow((chunk) => got.push(...chunk) > 0)).rejects.toThrow("reset");
    expect(got).toEqual([1]);
  });

  it.each(["at once", "later"])("rejects with what the consumer throws %s, and stops the producer", async (when) => {
    const { queue, seen } = openQueue();
    const done = queue.flow(() => {
      if (when === "later") return Promise.reject(new Error("gone"));
      throw new Error("gone");
    });
    queue.push(Uint8Array.of(1));
    await expect(done).rejects.toThrow("gone");
    expect(seen).toEqual(["abandoned"]);
  });

  it("delivers everything once and in order, however producer and consumer take turns", async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const choices = new SeededChoices(seed);
      const { queue } = openQueue(8);
      const sent = Array.from({ length: 50 }, (_, index) => index);
      const got: number[] = [];
      const produce = async (): Promise<void> => {
        for (const value of sent) {
          queue.push(Uint8Array.of(value));
          if (choices.next() < 0.3) await tick();
        }
        queue.end();
      };
      const produced = produce();
      if (choices.next() < 0.5) await tick();
      await queue.flow((chunk) => {
        got.push(...chunk);
        return choices.next() < 0.5 ? true : tick().then(() => true);
      });
      await produced;
      expect(got, `seed ${String(seed)}`).toEqual(sent);
    }
  });
});
