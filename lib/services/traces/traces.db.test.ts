import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import type { SourceAnswer, SpanSource } from "@/lib/core/contracts/span-source";
import type { TraceSpan } from "@/lib/core/contracts/trace";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { getCallTrace } from "./get-call-trace";

const { db, pool, close } = await openTestDatabase();

afterAll(close);

async function store(changes: Partial<CallEndRecord> = {}): Promise<CallEndRecord> {
  const { record } = buildEnd(changes);
  await storeCalls(pool, [assembleCall(record, {})]);
  return record;
}

function look(id: string, sources: readonly SpanSource[] = [], now = Date.now) {
  return getCallTrace({ db, spanSources: sources, serviceName: "diffract", now }, id);
}

function source(answer: SourceAnswer | Promise<SourceAnswer>): SpanSource {
  return { id: "tempo", find: () => Promise.resolve(answer), link: ({ traceId }) => `https://traces/${traceId}` };
}

const foreign: TraceSpan = {
  span_id: "00000000000000aa",
  parent_span_id: null,
  name: "POST /checkout",
  kind: "server",
  service: "shop",
  start_ns: "1800000000000000000",
  end_ns: "1800000001000000000",
  status: "unset",
  attributes: {},
  events: [],
};

describe("getCallTrace", () => {
  it("makes spans that hang together out of the call's timings, and says so", async () => {
    const { call_id: id } = await store();
    const trace = await look(id);
    expect(trace).toMatchObject({
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      source: "timings",
      status: "complete",
    });
    const ids = new Set(trace.spans.map((span) => span.span_id));
    expect(ids.size).toBe(trace.spans.length);
    for (const span of trace.spans) {
      expect(span.span_id).toMatch(/^[0-9a-f]{16}$/);
      expect(BigInt(span.end_ns) >= BigInt(span.start_ns)).toBe(true);
      expect(span.attributes["diffract.call.id"]).toBe(id);
    }
    expect(trace.spans.filter((span) => span.kind === "client")).toHaveLength(1);
    expect(await look(id)).toEqual(trace);
  });

  it("puts what a trace store knows first, and adds what only the gateway knows", async () => {
    const { call_id: id } = await store();
    const own = await look(id);
    const [root] = own.spans;
    const known = { status: "found", spans: [foreign, ...(root ? [root] : [])], message: null } as const;
    const trace = await look(id, [source(known)]);
    expect(trace).toMatchObject({ source: "tempo", link: `https://traces/${own.trace_id}` });
    expect(trace.spans[0]).toEqual(foreign);
    expect(trace.spans).toHaveLength(own.spans.length + 1);
  });

  it("shows its own timings and says why when a store is away, slow or does not know the trace", async () => {
    const { call_id: id } = await store();
    const away = await look(id, [source({ status: "unavailable", spans: [], message: "Tempo could not be reached." })]);
    expect(away).toMatchObject({ source: "timings", status: "unavailable" });
    expect(away.message).toContain("Tempo could not be reached.");
    expect(away.message).toContain("the gateway's own timings");
    expect(away.spans.length).toBeGreaterThan(1);
    const later = (): number => 1_900_000_000_000;
    const missing = await look(id, [source({ status: "missing", spans: [], message: "Not known." })], later);
    expect(missing.status).toBe("missing");
    const never = delay(60_000, { status: "found", spans: [], message: null } as const, { ref: false });
    expect(await look(id, [source(never)])).toMatchObject({ status: "unavailable", source: "timings" });
  });

  it("answers at once with its own timings when asked to, and says that there is more to come", async () => {
    const { call_id: id } = await store();
    const never: SpanSource = { id: "tempo", find: () => Promise.reject(new Error("asked")), link: () => null };
    const context = { db, spanSources: [never], serviceName: "diffract", now: Date.now };
    const trace = await getCallTrace(context, id, { sources: "own" });
    expect(trace).toMatchObject({ source: "timings", status: "growing" });
    expect(trace.message).toContain("until the trace store answers");
    expect((await getCallTrace({ ...context, spanSources: [] }, id, { sources: "own" })).status).toBe("complete");
  });

  it("calls a young trace growing until the store has all of the call", async () => {
    const record = await store();
    const soon = record.started_at + record.timings.ended + 5_000;
    const waiting = source({ status: "found", spans: [foreign], message: null });
    expect((await look(record.call_id, [waiting], () => soon)).status).toBe("growing");
    const own = await look(record.call_id);
    const settled = source({ status: "found", spans: [foreign, ...own.spans], message: null });
    expect((await look(record.call_id, [settled], () => soon)).status).toBe("complete");
  });

  it("finds nothing for what is no call", async () => {
    await expect(look("nope")).rejects.toMatchObject({ code: "not_found" });
  });
});
