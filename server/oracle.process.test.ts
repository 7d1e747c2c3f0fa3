import { describe, expect, it } from "vitest";
import { runOracle } from "@/lib/testing/oracle/run-oracle";

/** Minutes and other seeds: `npm run oracle -- --minutes 20 --seed 7`. */
describe.skipIf(process.platform !== "linux")("random traffic and random faults", () => {
  it.each([1])(
    "lose, double, change and make up nothing (seed %i)",
    async (seed) => {
      const { problems, faults, finished } = await runOracle({ seed, seconds: 15, say: () => undefined });
      const replay = `replay: npm run oracle -- --minutes 0.25 --seed ${String(seed)}`;
      expect(problems, `${replay}\n${JSON.stringify(faults)}`).toEqual([]);
      expect(finished).toBeGreaterThan(20);
    },
    300_000,
  );
});
