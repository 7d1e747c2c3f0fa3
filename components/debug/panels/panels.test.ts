import { describe, expect, it } from "vitest";
import { buildCallDetail, buildStep, buildTimings } from "@/lib/testing/build-call-detail";
import { debugPanels } from "./registry";
import { prepareTiming } from "./timing/prepare-timing";
import { prepareUsage } from "./usage/prepare-usage";

const nothing = {
  authenticated_ms: null,
  request_read_ms: null,
  upstream_start_ms: null,
  upstream_headers_ms: null,
  upstream_first_byte_ms: null,
  upstream_last_byte_ms: null,
  client_first_byte_ms: null,
  client_last_byte_ms: null,
};

const ids = (timing: ReturnType<typeof prepareTiming>) => timing?.phases.map(({ id }) => id);

describe("debugPanels", () => {
  it("have one name each", () => {
    expect(new Set(debugPanels.map(({ id }) => id)).size).toBe(debugPanels.length);
  });
});

describe("prepareTiming", () => {
  it("cuts the time into phases that follow each other, and knows whose they are", () => {
    const timing = prepareTiming({ call: buildCallDetail({ steps: [buildStep()] }) });
    expect(ids(timing)).toEqual(["read", "policies", "headers", "first-byte", "answer", "last-byte"]);
    for (const [index, phase] of (timing?.phases ?? []).entries()) {
      const before = timing?.phases[index - 1];
      expect(phase.startMs).toBeCloseTo(before === undefined ? 0 : before.startMs + before.durationMs, 6);
    }
    expect(timing?.gatewayMs).toBeCloseTo(6.5, 6);
    expect(timing?.upstreamMs).toBeCloseTo(1_187.5, 6);
    expect(timing?.phases[1]?.note).toBe("1 policy, 0.20 ms");
    expect(timing?.phases[4]?.note).toBe("first byte on to the client after 2.00 ms");
  });

  it("gives a refused call's time to the gateway", () => {
    const timings = buildTimings({ ...nothing, duration_ms: 3, request_read_ms: 1 });
    const timing = prepareTiming({ call: buildCallDetail({ state: "rejected", timings }) });
    expect(timing?.phases.map(({ name, owner }) => [name, owner])).toEqual([
      ["Reading the request", "client"],
      ["Checks and refusal", "gateway"],
    ]);
    expect(timing?.gatewayMs).toBe(2);
  });

  it("gives the time of looking a token up to the gateway, not to the client who waits for it", () => {
    const timing = prepareTiming({ call: buildCallDetail({ timings: buildTimings({ authenticated_ms: 0.8 }) }) });
    expect(timing?.phases.slice(0, 2)).toMatchObject([
      { id: "token", owner: "gateway", durationMs: 0.8 },
      { id: "read", owner: "client", startMs: 0.8 },
    ]);
  });

  it("gives the time of an answer that never came to upstream", () => {
    const timings = buildTimings({ ...nothing, duration_ms: 900, request_read_ms: 1, upstream_start_ms: 2 });
    const timing = prepareTiming({ call: buildCallDetail({ state: "upstream_error", timings }) });
    expect(ids(timing)).toEqual(["read", "policies", "rest"]);
    expect(timing?.upstreamMs).toBe(898);
  });

  it("shows how far a broken stream came", () => {
    const timings = buildTimings({ upstream_last_byte_ms: null, client_last_byte_ms: null });
    const timing = prepareTiming({ call: buildCallDetail({ state: "client_aborted", is_streaming: true, timings }) });
    expect(timing?.phases.at(-1)).toMatchObject({ name: "Streaming", durationMs: 800 });
  });

  it("hides itself while nothing is known", () => {
    const timings = buildTimings({ ...nothing, duration_ms: null });
    expect(prepareTiming({ call: buildCallDetail({ state: "in_progress", timings }) })).toBeNull();
  });
});

describe("prepareUsage", () => {
  it("lists counts with their parts, unknown ones as unknown", () => {
    const base = buildCallDetail().usage;
    const usage = { ...base, total_tokens: null, input_details: { cached_tokens: 8 } };
    const data = prepareUsage({ call: buildCallDetail({ usage }) });
    expect(data?.lines).toEqual([
      { name: "Input", tokens: 12, isDetail: false },
      { name: "cached", tokens: 8, isDetail: true },
      { name: "Output", tokens: 24, isDetail: false },
      { name: "Total", tokens: null, isDetail: false },
    ]);
  });

  it("measures the speed of streams only", () => {
    expect(prepareUsage({ call: buildCallDetail() })?.tokensPerSecond).toBeNull();
    expect(prepareUsage({ call: buildCallDetail({ is_streaming: true }) })?.tokensPerSecond).toBeCloseTo(30.4, 1);
  });

  it("hides itself for a call that no model was asked about", () => {
    const usage = { ...buildCallDetail().usage, input_tokens: null, output_tokens: null, total_tokens: null };
    expect(prepareUsage({ call: buildCallDetail({ state: "rejected", usage }) })).toBeNull();
    expect(prepareUsage({ call: buildCallDetail({ usage }) })).not.toBeNull();
  });

  it("shows how the cost comes about, and whose prices those are", () => {
    const items = [
      { item: "cached_input", quantity: "1200", price: "0.075", per: 1_000_000, amount: "0.00009" },
      { item: "request", quantity: "1", price: "0.01", per: 1, amount: "0.01" },
    ];
    const cost = {
      amount: "0.01009",
      currency: "USD",
      source: "project",
      price_name: "gpt-*",
      price_version: 4,
      items,
    };
    const data = prepareUsage({ call: buildCallDetail({ cost }) });
    expect(data?.bill).toEqual([
      { name: "Cached input", quantity: "1,200", price: "$0.075 / million", amount: "$0.00009" },
      { name: "Request", quantity: "1", price: "$0.01 each", amount: "$0.01" },
    ]);
    expect(data?.costOrigin).toBe("The project's prices, version 4: gpt-*.");
  });

  it("says estimated and unknown, and why", () => {
    const { usage } = buildCallDetail();
    const cost = {
      amount: "1",
      currency: "USD",
      source: "genai-prices 0.1.8",
      price_name: "openai/gpt-4o",
      is_estimated: true,
    };
    const estimated = { ...usage, source: "estimated", estimator: "gpt-tokenizer o200k_base" } as const;
    const first = prepareUsage({ call: buildCallDetail({ usage: estimated, cost }) });
    expect(first?.origin).toBe("Estimated with gpt-tokenizer o200k_base, since the provider reported nothing.");
    expect(first?.costOrigin).toBe("Price list genai-prices 0.1.8: openai/gpt-4o. Estimated, as the counts are.");
    const unknown = {
      ...usage,
      input_tokens: null,
      output_tokens: null,
      source: "unknown",
      uncounted: "too_long",
    } as const;
    const second = prepareUsage({ call: buildCallDetail({ usage: unknown, cost: null }) });
    const why = "The provider reported no token counts, and the text is too long to be counted here.";
    expect([second?.origin, second?.costOrigin]).toEqual([why, why]);
  });
});
