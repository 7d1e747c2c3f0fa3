import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Usage } from "@/lib/core/contracts/call";
import type { CustomPrice, PricedCall } from "@/lib/core/contracts/pricing";
import { createPricer } from "./create-pricer";

const pricer = createPricer();
const price = (priced: PricedCall, prices: readonly CustomPrice[], version = 1) =>
  pricer.price(priced, { prices, version });

function usage(input: number | null, output: number | null, more: Partial<Usage> = {}): Usage {
  const total = input === null || output === null ? null : input + output;
  return {
    ...{ input_tokens: input, output_tokens: output, total_tokens: total },
    ...{ input_details: {}, output_details: {}, source: "reported" },
    ...more,
  };
}

function call(model: string | null, used: Usage, more: Partial<PricedCall> = {}): PricedCall {
  return {
    project_id: null,
    provider: "openai",
    upstream_url: null,
    model,
    model_answered: null,
    requested_tier: null,
    started_at: Date.UTC(2026, 10, 21),
    reported_cost: null,
    usage: used,
    ...more,
  };
}

const anthropic = { provider: "anthropic" } as const;

describe("prices of the table", () => {
  it("name the version that is installed", () => {
    const installed = readFileSync("node_modules/@pydantic/genai-prices/package.json", "utf8");
    const { version } = JSON.parse(installed) as { version: string };
    expect(price(call("gpt-4o-mini", usage(1, 1)), [])?.source).toBe(`genai-prices ${version}`);
  });

  it.each<[string, PricedCall, string]>([
    ["input and output", call("gpt-4o-mini", usage(1000, 100)), "0.00021"],
    ["no float drifts", call("gpt-4o-mini", usage(3, 7)), "0.00000465"],
    ["cached input", call("gpt-4o-mini", usage(1000, 0, { input_details: { cached_tokens: 400 } })), "0.00012"],
    ["a large request", call("gpt-5.5", usage(300_000, 100)), "3.0045"],
    ["embeddings", call("text-embedding-3-small", usage(1000, null)), "0.00002"],
    [
      "a model that is answered",
      call("alias", usage(1000, 100), { model_answered: "gpt-4o-mini-2024-07-18" }),
      "0.00021",
    ],
    ["flex", call("gpt-4o-mini", usage(1000, 100, { terms: { service_tier: "flex" } })), "0.000105"],
    [
      "a tier that only the request names",
      call("gpt-4o-mini", usage(1000, 100), { requested_tier: "flex" }),
      "0.000105",
    ],
    ["priority", call("gpt-5.5", usage(1000, 0, { terms: { service_tier: "priority" } })), "0.0125"],
    [
      "Anthropic's cache, by how long it is kept",
      call(
        "claude-sonnet-4-5-20250929",
        usage(2073, 459, {
          input_details: {
            cached_tokens: 0,
            cache_write_tokens: 2070,
            cache_write_5m_tokens: 14,
            cache_write_1h_tokens: 2056,
          },
        }),
        anthropic,
      ),
      // 3 × 3 + 14 × 3.75 + 2056 × 6 + 459 × 15, in millionths
      "0.0192825",
    ],
    [
      "Anthropic's batches",
      call("claude-sonnet-4-5", usage(1000, 100, { terms: { service_tier: "batch" } }), anthropic),
      "0.00225",
    ],
    ["searches", call("claude-sonnet-4-5", usage(0, 0, { requests: { web_search_requests: 3 } }), anthropic), "0.03"],
    ["a length of audio", call("whisper-1", usage(null, null, { audio_seconds: 90 })), "0.009"],
    [
      "Groq's shortest audio",
      call("whisper-large-v3", usage(null, null, { audio_seconds: 1 }), { provider: "groq" }),
      "0.000308333333333333",
    ],
    [
      "an address that says more",
      call("openai/gpt-4o", usage(1000, 100), { upstream_url: "https://openrouter.ai/api/v1/chat/completions" }),
      "0.0035",
    ],
  ])("%s", (_what, priced, amount) => {
    expect(price(priced, [])).toMatchObject({ amount, currency: "USD" });
  });

  it.each<[string, PricedCall]>([
    ["an unknown model", call("gpt-999", usage(1, 1))],
    ["no model", call(null, usage(1, 1))],
    ["unknown usage", call("gpt-4o", usage(null, null, { source: "unknown" }))],
    ["half of the usage", call("gpt-4o", usage(5, null, { source: "partial" }))],
    ["audio of unknown length", call("whisper-1", usage(null, null))],
    ["an unknown tier", call("gpt-4o", usage(1, 1, { terms: { service_tier: "scale" } }))],
    [
      "priority of a model without such a price",
      call("gpt-3.5-turbo", usage(1, 1, { terms: { service_tier: "priority" } })),
    ],
    [
      "a place that nobody knows",
      call("gpt-4o", usage(1, 1), { provider: "vllm", upstream_url: "http://127.0.0.1:8000/v1" }),
    ],
  ])("%s is unknown, not zero", (_what, priced) => {
    expect(price(priced, [])).toBeNull();
  });

  it("are itemised, and the items add up", () => {
    const used = usage(1000, 100, { input_details: { cached_tokens: 400 } });
    expect(price(call("gpt-4o-mini", used), [])).toMatchObject({
      price_name: "openai/gpt-4o-mini",
      items: [
        { item: "input", quantity: "600", price: "0.15", amount: "0.00009" },
        { item: "cached_input", quantity: "400", price: "0.075", amount: "0.00003" },
        { item: "output", quantity: "100", price: "0.6", amount: "0.00006" },
      ],
    });
  });

  it("bill each pass by its own model", () => {
    const counts = { input_tokens: 1000, output_tokens: 0, total_tokens: 1000, input_details: {}, output_details: {} };
    const iterations = [
      { model: null, ...counts },
      { model: "claude-opus-4-5", ...counts },
    ];
    expect(price(call("claude-sonnet-4-5", usage(1000, 0, { iterations }), anthropic), [])?.amount).toBe("0.008");
  });

  it("of estimated counts are estimates", () => {
    expect(price(call("gpt-4o", usage(1, 1, { source: "estimated" })), [])?.is_estimated).toBe(true);
    expect(price(call("gpt-4o", usage(1, 1)), [])?.is_estimated).toBeUndefined();
  });
});

describe("other words on the cost", () => {
  it("are the provider's before all others", () => {
    const used = usage(1, 1, { reported_cost: { amount: "0.0037756", currency: "USD" } });
    const own = [{ model: "*", per_request: "1" }];
    expect(price(call("grok-4.3", used), own)).toEqual({ amount: "0.0037756", currency: "USD", source: "provider" });
    expect(price(call("m", usage(1, 1), { reported_cost: "1.5e-5" }), [])?.amount).toBe("0.000015");
  });

  it.each(["10000.01", "1e30", "-0.01", "free", "NaN", "1e-9999", ""])(
    "are not believed when they say %s",
    (reported) => {
      const { source } = price(call("gpt-4o", usage(1, 1), { reported_cost: reported }), []) ?? {};
      expect(source).toMatch(/^genai-prices/);
    },
  );

  it("keep as many digits as the record does", () => {
    const tiny = price(call("m", usage(1, 1), { reported_cost: "0.00000000000000000055" }), []);
    expect(tiny?.amount).toBe("0.000000000000000001");
  });

  it("are unknown where the counts are made up", () => {
    expect(price(call("gpt-4o", usage(9e15, 9e15)), [])).toBeNull();
    expect(price(call("whisper-1", usage(null, null, { audio_seconds: 1e300 })), [])).toBeNull();
  });

  it("are a project's flat price, where it gives no other", () => {
    const flat = [{ model: "*", per_request: "0.01" }];
    expect(price(call("any", usage(5, 7)), flat)?.amount).toBe("0.01");
    const inputOnly = [{ model: "*", input_per_million: "1" }];
    expect(price(call("any", usage(1_000_000, 7)), inputOnly)?.amount).toBe("1");
    expect(price(call("any", usage(null, 7)), inputOnly)).toBeNull();
  });

  it("name the version of the project's prices", () => {
    const own = [{ model: "gpt-4o", input_per_million: "1", output_per_million: "1" }];
    expect(price(call("gpt-4o", usage(1, 1)), own, 7)).toMatchObject({ source: "project", price_version: 7 });
    expect(price(call("gpt-4o-mini", usage(1, 1)), own, 7)).not.toHaveProperty("price_version");
  });

  it("are the project's before the table's, the first that fits", () => {
    const own = [
      { model: "gpt-4o*", provider: "groq", input_per_million: "9" },
      { model: "gpt-4o*", service_tier: "flex", input_per_million: "7", output_per_million: "7" },
      { model: "gpt-4o*", input_per_million: "1", cached_input_per_million: "0.1", output_per_million: "2" },
    ];
    const used = usage(1_000_000, 500_000, { input_details: { cached_tokens: 500_000 } });
    expect(price(call("gpt-4o-mini", used), own)).toMatchObject({ amount: "1.55", source: "project" });
    const flex = usage(1_000_000, 0, { terms: { service_tier: "flex" } });
    expect(price(call("gpt-4o", flex), own)?.amount).toBe("7");
  });

  it("are that the demo costs nothing, unless the project says otherwise", () => {
    const demo = call("demo-2026", usage(10, 10), { provider: "demo" });
    expect(price(demo, [])).toEqual({ amount: "0", currency: "USD", source: "demo" });
    const half = call("demo-2026", usage(null, 10), { provider: "demo" });
    expect(price(half, [{ model: "demo*", input_per_million: "1" }])).toBeNull();
    expect(price(demo, [{ model: "demo*", input_per_million: "1", output_per_million: "1" }])?.amount).toBe("0.00002");
  });
});
