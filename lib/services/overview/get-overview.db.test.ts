import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { getOverview } from "./get-overview";

const nowMs = Date.parse("2026-11-21T12:30:30.000Z");
const minuteMs = 60_000;
const policyId = "0193ab7c-11aa-7bbb-8ccc-000000000001";
const { db, close } = await openTestDatabase();

afterAll(close);

beforeEach(async () => {
  await db.conversationCall.deleteMany();
});

let revision = 0n;
interface Sketch {
  readonly agoMs: number;
  readonly state?: string;
  readonly outcome?: string;
  readonly gatewayMs?: number;
  readonly inputTokens?: bigint;
  readonly costAmount?: string;
  readonly costCurrency?: string;
  readonly costSource?: string;
  readonly cost?: object;
  readonly status?: number;
  readonly endpoint?: string;
  readonly method?: string;
  readonly steps?: readonly string[];
}

async function store({ agoMs, steps = [], ...part }: Sketch): Promise<void> {
  const startedAt = new Date(nowMs - agoMs);
  const callId = createUuidV7(startedAt.getTime());
  await db.conversationCall.create({
    data: {
      callId,
      revision: ++revision,
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      state: "completed",
      dialect: "openai",
      endpoint: "chat.completions",
      method: "POST",
      path: "/v1/chat/completions",
      isStreaming: false,
      startedAt,
      ...part,
    },
  });
  await db.callStep.createMany({
    data: steps.map((outcome, position) => ({
      callId,
      position,
      hook: position === 0 ? "request" : "response",
      policy: "redact-personal-data",
      policyId,
      name: "Personal data",
      version: 1,
      outcome,
      durationMs: 0.1,
    })),
  });
}

describe("getOverview", () => {
  it("says that nothing was ever recorded", async () => {
    const overview = await getOverview(db, "1h", nowMs);
    expect(overview).toMatchObject({ total: 0, has_calls: false, gateway_ms: null, policies: [], states: {} });
    expect(overview.tokens).toEqual({ input: null, output: null });
    expect(overview.buckets).toHaveLength(60);
  });

  it("counts states, outcomes and slices; every call once", async () => {
    await store({ agoMs: 1_000, outcome: "changed", gatewayMs: 1 });
    await store({ agoMs: 2_000, outcome: "unchanged", gatewayMs: 3, inputTokens: 7n });
    await store({ agoMs: 5 * minuteMs, state: "blocked", outcome: "blocked" });
    await store({ agoMs: 5 * minuteMs, state: "upstream_error", outcome: "changed" });
    await store({ agoMs: 90 * minuteMs });
    const overview = await getOverview(db, "1h", nowMs);
    expect(overview.total).toBe(4);
    expect(overview.states).toEqual({ completed: 2, blocked: 1, upstream_error: 1 });
    expect(overview.outcomes).toEqual({ blocked: 1, changed: 2, unchanged: 1 });
    expect(overview.gateway_ms).toEqual({ p50: 2, p95: 2.9 });
    expect(overview.tokens).toEqual({ input: 7, output: null });
    expect(overview.buckets.at(-1)).toMatchObject({
      at: "2026-11-21T12:30:00.000Z",
      unchanged: 1,
      changed: 1,
      blocked: 0,
      failed: 0,
    });
    expect(overview.buckets.at(-6)).toMatchObject({
      at: "2026-11-21T12:25:00.000Z",
      blocked: 1,
      failed: 1,
      changed: 0,
    });
    const sum = overview.buckets.reduce(
      (all, slice) => all + slice.unchanged + slice.changed + slice.blocked + slice.failed,
      0,
    );
    expect(sum).toBe(overview.total);
    await expect(getOverview(db, "24h", nowMs)).resolves.toMatchObject({ total: 5, has_calls: true });
  });

  it("counts a call once for a policy that ran on request and response", async () => {
    await store({ agoMs: 1_000, steps: ["changed", "changed"] });
    await store({ agoMs: 1_000, steps: ["unchanged", "blocked"] });
    await store({ agoMs: 1_000, steps: ["skipped"] });
    const { policies } = await getOverview(db, "24h", nowMs);
    expect(policies).toEqual([
      { policy_id: policyId, name: "Personal data", ran: 2, changed: 1, blocked: 1, failed: 0 },
    ]);
  });

  it("sums up costs, and counts apart what is estimated and what is unknown", async () => {
    const priced = { costCurrency: "USD", costSource: "test", status: 200 };
    await store({ agoMs: minuteMs, ...priced, costAmount: "0.1" });
    await store({ agoMs: minuteMs, ...priced, costAmount: "0.2", cost: { is_estimated: true } });
    await store({ agoMs: 5 * minuteMs, ...priced, costAmount: "1e-18" });
    await store({ agoMs: minuteMs, status: 200 });
    // Refused, failed, and never paid for: their cost is not unknown, there is none.
    await store({ agoMs: minuteMs, status: 401, state: "rejected" });
    await store({ agoMs: minuteMs, status: 500, state: "upstream_error" });
    await store({ agoMs: minuteMs, status: 200, endpoint: "models.list", method: "GET" });
    const { cost, buckets } = await getOverview(db, "1h", nowMs);
    expect(cost).toEqual({ amount: "0.300000000000000001", estimated: "0.2", unknown: 1 });
    const known = buckets.filter((bucket) => bucket.cost > 0 || bucket.cost_unknown > 0);
    expect(known.map((bucket) => [bucket.cost, bucket.cost_unknown])).toEqual([
      [1e-18, 0],
      [0.3, 1],
    ]);
  });
});
