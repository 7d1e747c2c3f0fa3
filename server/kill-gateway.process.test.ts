/** `kill -9` of gateways at random moments, as often as `DIFFRACT_TEST_KILLS` says. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnv } from "@/lib/config/read-env";
import type { FakeUpstream } from "@/lib/testing/fake-upstream";
import { LoadProduct } from "@/lib/testing/load-product";
import { Load } from "@/lib/testing/run-calls";
import { startScenarioUpstream } from "@/lib/testing/scenario-upstream";

const kills = readEnv().DIFFRACT_TEST_KILLS;
const restartMs = 5_000;

async function findGateways(running: LoadProduct): Promise<number[]> {
  const children = await running.product.listChildren();
  const lines = await Promise.all(
    children.map((pid) => readFile(`/proc/${String(pid)}/cmdline`, "utf8").catch(() => "")),
  );
  return children.filter((_, index) => lines[index]?.includes("gateway.mjs"));
}

describe.skipIf(process.platform !== "linux")(`${String(kills)} times kill -9`, () => {
  let upstream: FakeUpstream;
  beforeAll(async () => {
    upstream = await startScenarioUpstream();
  });
  afterAll(() => upstream.close());

  it.each([1, 2])(
    "with %i gateway processes: what was finished is stored, what was started is known, and it is back at once",
    async (count) => {
      const running = await LoadProduct.start(upstream.url, { DIFFRACT_PROCESSES: String(count) });
      upstream.seen.length = 0;
      const waits: number[] = [];
      try {
        const { port, token } = running;
        const path = (index: number): string =>
          `/v1/chat/completions?mode=stream&count=${String(1 + (index % 20))}&delay=20`;
        const load = new Load({ port, token, clients: 8, path });
        for (let kill = 0; kill < kills; kill++) {
          await running.waitFor(async () => (await findGateways(running)).length === count, "the gateways");
          await running.waitFor(async () => (await running.getStatus("/healthz")) === 200, "an answer");
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
          const [gateway] = await findGateways(running);
          const killedAt = Date.now();
          if (gateway !== undefined) process.kill(gateway, "SIGKILL");
          await running.waitFor(async () => (await running.getStatus("/healthz")) === 200, "an answer after the kill");
          waits.push(Date.now() - killedAt);
        }
        const seen = await load.stop();
        const finished = seen.filter((one) => one.isComplete && one.status === 200);
        const started = new Set(
          upstream.seen.map((one) => (JSON.parse(one.body.toString()) as { model: string }).model),
        );
        // Calls that died before they reached upstream are recorded as well, so a number says nothing.
        const calls = await running.listCallsOnce((stored) => {
          const models = new Set(stored.map(({ model }) => model));
          const ids = new Set(stored.map(({ id }) => id));
          return (
            [...started].every((model) => models.has(model)) && finished.every(({ callId }) => ids.has(callId ?? ""))
          );
        });
        const byId = new Map(calls.map((one) => [one.id, one]));
        const byModel = new Map(calls.map((one) => [one.model, one]));
        expect(finished.length).toBeGreaterThan(kills);
        expect(seen.filter((one) => one.error?.startsWith("silent") === true)).toEqual([]);
        const wrong = finished.filter(({ callId }) => byId.get(callId ?? "")?.state !== "completed");
        expect(wrong.map((one) => ({ ...one, stored: byId.get(one.callId ?? "") ?? null }))).toEqual([]);
        const unknown = [...started].filter((model) => !byModel.has(model));
        expect(unknown).toEqual([]);
        expect([...byModel.values()].some((one) => one.state === "interrupted")).toBe(true);
        // A busy machine may be late once; that is not what is promised about.
        expect(waits.sort((one, other) => one - other)[Math.floor(waits.length / 2)]).toBeLessThan(restartMs);
      } finally {
        await running.remove();
      }
    },
    120_000 + kills * 10_000,
  );
});
