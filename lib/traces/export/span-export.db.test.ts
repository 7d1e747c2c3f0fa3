import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import type { SpanExportSettings } from "@/lib/core/contracts/span-export";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { getTraceExport } from "@/lib/services/traces/get-trace-export";
import { startFakeCollector, type CollectorAnswer } from "@/lib/testing/fake-collector";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { createSpanExporter, type ExporterOptions, type SpanExporter } from "./create-span-exporter";
import { createSpanSender } from "./create-span-sender";

const { db, pool, close } = await openTestDatabase();

afterAll(close);

const opened: { close: () => Promise<void> }[] = [];
beforeEach(async () => {
  await pool.query("TRUNCATE conversation_calls, span_export");
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function store(changes: readonly Partial<CallEndRecord>[]): Promise<string[]> {
  const records = changes.map((change) => buildEnd({ steps: [], ...change }).record);
  await storeCalls(
    pool,
    records.map((record) => assembleCall(record, {})),
  );
  return records.map((record) => record.call_id);
}

const settings: SpanExportSettings = {
  endpoint: "http://collector",
  disabledBecause: null,
  protocol: "http/protobuf",
  compression: "none",
  warnings: [],
};
const look = () => getTraceExport({ db, spanExport: settings });
const patience = { timeout: 20_000, interval: 20 };

function start(url: string, changes: Partial<ExporterOptions> = {}): SpanExporter {
  const exporter = createSpanExporter({
    pool,
    sender: createSpanSender({ url, headers: {}, protocol: "http/protobuf", compression: "none", timeoutMs: 10_000 }),
    serviceName: "diffract",
    resource: { "service.name": "diffract" },
    version: "1",
    sampler: { name: "parentbased_always_on", ratio: 1 },
    batchSpans: 512,
    pauseMs: 20,
    onProblem: () => undefined,
    firstWaitMs: 10,
    ...changes,
  });
  opened.push({ close: () => exporter.close(5_000) });
  return exporter;
}

async function open(answer?: CollectorAnswer, changes: Partial<ExporterOptions> = {}) {
  const collector = await startFakeCollector(answer);
  await pool.query("INSERT INTO span_export (id, position) VALUES (1, 0) ON CONFLICT DO NOTHING");
  const exporter = start(collector.url, changes);
  opened.push(collector);
  const calls = (): string[] => [
    ...new Set(collector.taken.map((span) => String(span.attributes["diffract.call.id"]))),
  ];
  return { collector, exporter, calls };
}

describe("the export of spans", () => {
  it("sends each stored call once, as the same spans that the page shows", async () => {
    const ids = await store([{}, {}]);
    const { collector, calls } = await open();
    await vi.waitFor(() => {
      expect(calls().sort()).toEqual([...ids].sort());
    }, patience);
    const later = await store([{}]);
    await vi.waitFor(() => {
      expect(calls()).toContain(later[0]);
    }, patience);
    expect(
      new Set(collector.taken.map(({ span_id: id, attributes }) => `${id} ${String(attributes["diffract.call.id"])}`))
        .size,
    ).toBe(collector.taken.length);
    expect(JSON.stringify(collector.taken)).not.toContain("account number");
    await vi.waitFor(async () => {
      expect(await look()).toMatchObject({ health: "working", sent_calls: 3, pending_calls: 0, rejected_spans: 0 });
    }, patience);
  });

  it("waits for a collector that is away, says so, and loses and doubles nothing, over a restart too", async () => {
    const state = { isUp: false };
    const answer: CollectorAnswer = (response) => {
      if (!state.isUp) response.writeHead(503).end();
      return !state.isUp;
    };
    const ids = await store([{}, {}, {}]);
    const { exporter, collector, calls } = await open(answer);
    await vi.waitFor(async () => {
      const status = await look();
      expect(status).toMatchObject({ health: "failing", sent_calls: 0, pending_calls: 3 });
      expect(status.retries).toBeGreaterThan(1);
      expect(status.last_error).toContain("503");
    }, patience);
    await exporter.close(5_000);
    state.isUp = true;
    start(collector.url);
    await vi.waitFor(() => {
      expect(calls().sort()).toEqual([...ids].sort());
    }, patience);
    await vi.waitFor(async () => {
      expect(await look()).toMatchObject({ health: "working", sent_calls: 3, failing_since: null });
    }, patience);
    expect(collector.taken.filter(({ kind }) => kind === "server")).toHaveLength(3);
  });

  it("does what the collector says about when to come again", async () => {
    await store([{}]);
    const { collector } = await open((response, _request, index) => {
      if (index === 0) response.writeHead(429, { "retry-after": "1" }).end();
      return index === 0;
    });
    await vi.waitFor(() => {
      expect(collector.requests).toHaveLength(2);
    }, patience);
    const [first, second] = collector.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("counts what is refused for good and goes on", async () => {
    const [first] = await store([{}]);
    const { calls } = await open((response, { spans }) => {
      const isBad = spans.some(({ attributes }) => attributes["diffract.call.id"] === first);
      if (isBad) response.writeHead(400).end();
      return isBad;
    });
    await vi.waitFor(async () => {
      expect(await look()).toMatchObject({ health: "failing", sent_calls: 0, pending_calls: 0 });
    }, patience);
    const [next] = await store([{}]);
    await vi.waitFor(() => {
      expect(calls()).toEqual([next]);
    }, patience);
    await vi.waitFor(async () => {
      const status = await look();
      expect(status.health).toBe("working");
      expect(status.rejected_spans).toBeGreaterThan(0);
    }, patience);
  });

  it("sends less at once when it was too much", async () => {
    const ids = await store([{}, {}, {}, {}]);
    const { calls } = await open((response, { spans }) => {
      const isTooMuch = new Set(spans.map(({ attributes }) => attributes["diffract.call.id"])).size > 1;
      if (isTooMuch) response.writeHead(413).end();
      return isTooMuch;
    });
    await vi.waitFor(() => {
      expect(calls()).toEqual(ids);
    }, patience);
  });

  it("leaves out what sampling leaves out, but never failed or changed calls", async () => {
    const { steps } = buildEnd().record;
    const ids = await store([{}, { steps }, { state: "upstream_error", status: 502 }, { parent_sampled: false }]);
    const { calls } = await open(undefined, { sampler: { name: "traceidratio", ratio: 0 } });
    await vi.waitFor(async () => {
      expect(await look()).toMatchObject({ sent_calls: 2, unsampled_calls: 2 });
    }, patience);
    expect(calls().sort()).toEqual([ids[1], ids[2]].sort());
  });

  it("gives up what has waited for an hour, and counts it", async () => {
    await store([{}, {}]);
    await pool.query("UPDATE conversation_calls SET stored_at = now() - interval '61 minutes'");
    const [fresh] = await store([{}]);
    const { calls } = await open();
    await vi.waitFor(async () => {
      expect(await look()).toMatchObject({ sent_calls: 1, dropped_calls: 2, pending_calls: 0 });
    }, patience);
    expect(calls()).toEqual([fresh]);
  });

  it("begins with the next call where calls were recorded before it was asked for", async () => {
    await store([{}]);
    const collector = await startFakeCollector();
    opened.push(collector);
    start(collector.url);
    await vi.waitFor(async () => {
      expect(await db.spanExport.count()).toBe(1);
    }, patience);
    const [next] = await store([{}]);
    await vi.waitFor(() => {
      expect(collector.taken.length).toBeGreaterThan(0);
    }, patience);
    expect(new Set(collector.taken.map(({ attributes }) => attributes["diffract.call.id"]))).toEqual(new Set([next]));
  });

  it("is done by one of many, and by the next when that one stops", async () => {
    const { exporter, collector, calls } = await open();
    start(collector.url);
    const [first] = await store([{}]);
    await vi.waitFor(() => {
      expect(calls()).toEqual([first]);
    }, patience);
    await exporter.close(5_000);
    const [second] = await store([{}]);
    await vi.waitFor(() => {
      expect(calls()).toEqual([first, second]);
    }, patience);
    expect(collector.taken.filter(({ kind }) => kind === "server")).toHaveLength(2);
  });

  it("sends what is stored before it stops", async () => {
    const { exporter, collector, calls } = await open(undefined, { pauseMs: 600_000 });
    // It has looked, found nothing, and would look again in ten minutes.
    await vi.waitFor(async () => {
      const { rows } = await pool.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7310434");
      expect(rows).toHaveLength(1);
    }, patience);
    const ids = await store(Array.from({ length: 120 }, () => ({})));
    await exporter.close(20_000);
    expect(calls().sort()).toEqual(ids.sort());
    expect(collector.taken.filter(({ kind }) => kind === "server")).toHaveLength(120);
    expect(await look()).toMatchObject({ sent_calls: 120, pending_calls: 0 });
  });

  it("stops soon although the collector never answers", async () => {
    await store([{}]);
    const { exporter, collector } = await open(() => true);
    await vi.waitFor(() => {
      expect(collector.requests).toHaveLength(1);
    }, patience);
    await exporter.close(50);
    expect(await look()).toMatchObject({ sent_calls: 0, pending_calls: 1 });
  });
});
