import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeUpstream } from "@/lib/testing/fake-upstream";
import { LoadProduct } from "@/lib/testing/load-product";
import { isAlive, waitFor } from "@/lib/testing/product-process";
import { Load } from "@/lib/testing/run-calls";
import { startScenarioUpstream } from "@/lib/testing/scenario-upstream";
import { send } from "@/lib/testing/send-http";
import { drainTimes } from "./drain-times";

const stream = (count: number, delayMs: number): string =>
  `/v1/chat/completions?mode=stream&count=${String(count)}&delay=${String(delayMs)}`;

describe.skipIf(process.platform !== "linux")("SIGTERM under load", () => {
  let upstream: FakeUpstream;
  // One for each test: both number their calls from nought, and what one began the other did not.
  beforeEach(async () => {
    upstream = await startScenarioUpstream();
  });
  afterEach(() => upstream.close());

  it.each([1, 2])(
    "with %i gateway processes fails no call, ends endless ones, and stores all of them",
    async (count) => {
      const env = { DIFFRACT_PROCESSES: String(count), DIFFRACT_DRAIN_SECONDS: "2" };
      const running = await LoadProduct.start(upstream.url, env);
      try {
        const { port, token, product } = running;
        const url = `http://127.0.0.1:${String(port)}`;
        const headers = { authorization: `Bearer ${token}` };
        const endless = send(url, { path: stream(100_000, 50), headers, body: '{"model":"endless"}' });
        const load = new Load({ port, token, clients: 8, path: (index) => stream(index % 3 === 0 ? 20 : 1, 20) });
        await waitFor(() => load.seen.length > 30, "some calls");
        const children = await product.listChildren();
        const before = load.seen.length;
        const startedAt = Date.now();
        const exited = product.stop("SIGTERM");
        await waitFor(async () => (await running.getStatus("/readyz")) === 503, "not ready", 1_000);
        expect(Date.now() - startedAt).toBeLessThan(drainTimes.noticeMs);
        expect((await send(url, { headers })).status).toBe(200);
        await waitFor(async () => (await running.getStatus("/healthz")) === 0, "no more connections");
        const seen = await load.stop();
        const cut = await endless;
        expect(await exited).toBe(0);
        expect(children.filter(isAlive)).toEqual([]);

        // In the very moment in which the port closes a connection is refused or reset: nothing was begun on it.
        const begun = new Set(
          upstream.seen.map(({ body }) => (JSON.parse(body.toString()) as { model: string }).model),
        );
        const failed = seen.filter(
          (one) => (one.status !== 0 || begun.has(one.model)) && !(one.status === 200 && one.isComplete),
        );
        expect(failed).toEqual([]);
        expect(seen.length).toBeGreaterThan(before);
        expect(cut.isComplete).toBe(false);
        expect(cut.body.toString()).toMatch(/\n\ndata: \{"error":[^\n]*"code":"overloaded"\}\}\n\n$/);

        await running.startAgain();
        const served = seen.filter((one) => one.callId !== null);
        const calls = new Map((await running.waitForCalls(served.length + 2)).map((one) => [one.id, one]));
        for (const { callId } of served) expect(calls.get(callId ?? "")?.state).toBe("completed");
        expect(calls.get(String(cut.headers["x-diffract-call-id"]))).toMatchObject({ state: "interrupted" });
      } finally {
        await running.remove();
      }
    },
  );
});
