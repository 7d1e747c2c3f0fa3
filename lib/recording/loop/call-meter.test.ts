import { describe, expect, it } from "vitest";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import { buildEnd } from "../__fixtures__/build-records";
import { assembleCall } from "../assemble/assemble-call";
import { CallMeter } from "./call-meter";

function count(meter: CallMeter, changes: Partial<CallEndRecord> = {}): void {
  const { record, bytes } = buildEnd(changes);
  const captured = Object.fromEntries(
    Object.entries(bytes).map(([side, chunks]) => [side, Buffer.concat([...chunks])]),
  );
  meter.count(assembleCall(record, captured));
}

function find(meter: CallMeter, name: string) {
  const { counters, histograms } = meter.read();
  return {
    counters: counters.filter((one) => one.name === name).map(({ labels, value }) => ({ ...labels, value })),
    histograms: histograms.filter((one) => one.name === name),
  };
}

describe("CallMeter", () => {
  it("counts calls, what policies did, and tokens", () => {
    const meter = new CallMeter();
    count(meter);
    count(meter);
    count(meter, { state: "upstream_error", status: 502, steps: [] });
    const kind = { dialect: "openai", endpoint: "chat.completions" };
    expect(find(meter, "diffract_calls_total").counters).toEqual([
      { ...kind, state: "completed", outcome: "changed", value: 2 },
      { ...kind, state: "upstream_error", outcome: "skipped", value: 1 },
    ]);
    expect(find(meter, "diffract_policy_runs_total").counters).toEqual([
      { policy: "redact-personal-data", hook: "response", outcome: "changed", value: 2 },
    ]);
    expect(find(meter, "diffract_policy_seconds_total").counters[0]?.value).toBeCloseTo(0.0004, 9);
    expect(find(meter, "diffract_tokens_total").counters).toMatchObject([
      { direction: "input", value: 36 },
      { direction: "output", value: 27 },
    ]);
  });

  it("measures how long calls took", () => {
    const meter = new CallMeter();
    count(meter, { timings: { ended: 30, client_first_byte: 20, upstream_start: 2 } });
    count(meter, { timings: { ended: 400_000 } });
    const [duration] = find(meter, "diffract_call_duration_seconds").histograms;
    expect(duration?.sum).toBeCloseTo(400.03, 6);
    expect(duration?.counts.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(duration?.counts.at(-1)).toBe(1);
    // What was never reached is not zero.
    expect(find(meter, "diffract_call_first_byte_seconds").histograms[0]?.counts.reduce((a, b) => a + b, 0)).toBe(1);
  });

  it("stays small, whatever is made up", () => {
    const meter = new CallMeter();
    for (let index = 0; index < 1_000; index++) count(meter, { endpoint: `endpoint-${String(index)}`, steps: [] });
    const { counters } = find(meter, "diffract_calls_total");
    expect(meter.read().counters.length).toBeLessThan(420);
    expect(counters.reduce((sum, { value }) => sum + value, 0)).toBe(1_000);
    expect(counters.at(-1)).toMatchObject({ endpoint: "other", dialect: "other" });
  });
});
