/** What clients notice of a database that is frozen, full or away: nothing, but those whom nobody knows yet. The oracle kills it. */
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mintToken } from "@/lib/core/ids/token-format";
import type { SystemReport } from "@/lib/core/contracts/system";
import type { FakeUpstream } from "@/lib/testing/fake-upstream";
import { LoadProduct } from "@/lib/testing/load-product";
import { waitFor } from "@/lib/testing/product-process";
import { Load } from "@/lib/testing/run-calls";
import { startScenarioUpstream } from "@/lib/testing/scenario-upstream";
import { send } from "@/lib/testing/send-http";
import { startTestPostgres, type TestPostgres } from "@/lib/testing/start-test-postgres";

/** Promised are 1.5 s for strangers; a loaded machine may be late, but not as late as the database's own limits. */
const strangerMs = 4_000;
const rssGrowth = 128 * 1024 * 1024;

interface Fault {
  readonly inject: () => Promise<void>;
  readonly heal: () => Promise<void>;
}

describe.skipIf(process.platform !== "linux")("with a database in trouble", () => {
  let upstream: FakeUpstream;
  let postgres: TestPostgres;
  let running: LoadProduct;
  const hoarders: Client[] = [];

  beforeAll(async () => {
    upstream = await startScenarioUpstream();
    postgres = await startTestPostgres({ max_connections: "40" });
    running = await LoadProduct.start(upstream.url, { DATABASE_URL: postgres.url, DIFFRACT_PROCESSES: "2" });
  });
  afterAll(async () => {
    await Promise.allSettled(hoarders.map((client) => client.end()));
    await running.remove();
    await postgres.drop();
    await upstream.close();
  });

  async function takeConnections(): Promise<void> {
    for (;;) {
      const client = new Client({ connectionString: postgres.url });
      client.on("error", () => undefined);
      try {
        await client.connect();
      } catch {
        return;
      }
      hoarders.push(client);
    }
  }

  /** Takes every connection there is, those of the product as well: it may win one back, until none is free. */
  async function hoard(): Promise<void> {
    const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'diffract%'";
    await takeConnections();
    await waitFor(async () => {
      const { rowCount } = (await hoarders[0]?.query(cut)) ?? { rowCount: 0 };
      await takeConnections();
      return rowCount === 0;
    }, "every connection to be taken");
  }

  const faults: Readonly<Record<string, Fault>> = {
    frozen: { inject: () => postgres.freeze(), heal: () => postgres.thaw() },
    "out of connections": {
      inject: hoard,
      heal: async () => {
        await Promise.allSettled(hoarders.splice(0).map((client) => client.end()));
      },
    },
  };

  async function measureGateways(): Promise<number> {
    const { processes } = await running.getSystem();
    const pids = processes.flatMap(({ vitals }) => (vitals?.role === "gateway" ? vitals.pid : []));
    const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${String(pid)}/status`, "utf8")));
    return texts.reduce((bytes, text) => bytes + Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) * 1024, 0);
  }

  it.each(Object.keys(faults))("serves who is known, and loses nothing (%s)", async (name) => {
    const fault = faults[name]!;
    const { port, token } = running;
    const path = (index: number): string =>
      `/v1/chat/completions?mode=stream&count=${String(1 + (index % 5))}&delay=10`;
    const load = new Load({ port, token, clients: 4, path });
    await waitFor(() => load.seen.length > 20, "calls");
    const rssBefore = await measureGateways();
    await fault.inject();
    const before = load.seen.length;
    try {
      const startedAt = performance.now();
      const headers = { authorization: `Bearer ${mintToken().token}` };
      const strangers = await Promise.all([1, 2, 3].map(() => send(`http://127.0.0.1:${String(port)}`, { headers })));
      expect(performance.now() - startedAt).toBeLessThan(strangerMs);
      for (const { status, headers: answered } of strangers) {
        expect(status).toBe(503);
        expect(Number(answered["retry-after"])).toBeGreaterThan(0);
      }
      let report: SystemReport | null = null;
      await waitFor(async () => {
        report = await running.getSystem().catch(() => null);
        return report !== null && !report.database.is_up && (report.totals.calls?.waiting ?? 0) > 0;
      }, "the report to say so");
      expect(report).toMatchObject({ database: { dead_letters: null }, totals: { gateways_running: 2 } });
      await waitFor(async () => (await running.getStatus("/readyz")) === 503, "not ready");
      await waitFor(() => load.seen.length > before + 50, "calls without the database");
      expect((await measureGateways()) - rssBefore).toBeLessThan(2 * rssGrowth);
    } finally {
      await fault.heal();
    }
    const seen = await load.stop();
    expect(seen.filter((one) => one.status !== 200 || !one.isComplete)).toEqual([]);
    const { totals } = await running.waitUntilSettled();
    expect(totals.calls?.set_aside).toBe(0);
    expect(totals.calls?.accepted).toBeGreaterThan(seen.length);
    const ids = new Set((await running.waitForCalls(seen.length)).map(({ id }) => id));
    expect(seen.filter(({ callId }) => !ids.has(callId ?? ""))).toEqual([]);
  });

  it("starts without the database, refuses with 503, and is ready when it comes", async () => {
    await running.product.stop();
    await postgres.stop();
    const again = running.startAgain();
    await waitFor(async () => (await running.getStatus("/healthz")) === 200, "an answer", 60_000);
    expect(await running.getStatus("/readyz")).toBe(503);
    const url = `http://127.0.0.1:${String(running.port)}`;
    expect((await send(url, { headers: { authorization: `Bearer ${running.token}` } })).status).toBe(503);
    await postgres.start();
    await again;
    await waitFor(async () => (await running.getStatus("/readyz")) === 200, "ready");
    expect((await send(url, { headers: { authorization: `Bearer ${running.token}` } })).status).toBe(200);
  });
});
