import { describe, expect, it } from "vitest";
import { isCallSampled, type SampledCall } from "./sample-call";

const call: SampledCall = { traceId: "8d3aa8860ad4bbf23984af225b60517c", parentSampled: null, isNotable: false };
const ids = Array.from({ length: 2000 }, (_, index) => {
  return ((BigInt(index) * 0x9e3779b97f4a7c15f39cc0605cedc835n) & ((1n << 128n) - 1n)).toString(16).padStart(32, "0");
});

describe("isCallSampled", () => {
  it("keeps about the share that was asked for, and the same calls at every service", () => {
    const kept = ids.filter((traceId) => isCallSampled({ ...call, traceId }, { name: "traceidratio", ratio: 0.25 }));
    expect(kept.length / ids.length).toBeGreaterThan(0.2);
    expect(kept.length / ids.length).toBeLessThan(0.3);
    for (const traceId of kept)
      expect(isCallSampled({ ...call, traceId }, { name: "parentbased_traceidratio", ratio: 0.5 })).toBe(true);
  });

  it("keeps failed and changed calls, whatever the share, unless all is off", () => {
    const notable = { ...call, isNotable: true, parentSampled: false };
    for (const name of ["traceidratio", "parentbased_traceidratio", "parentbased_always_off"] as const)
      expect(isCallSampled(notable, { name, ratio: 0 })).toBe(true);
    expect(isCallSampled(notable, { name: "always_off", ratio: 1 })).toBe(false);
  });

  it("follows the caller where it should, and nobody where not", () => {
    const follow = { name: "parentbased_always_on", ratio: 1 } as const;
    expect(isCallSampled({ ...call, parentSampled: false }, follow)).toBe(false);
    expect(isCallSampled(call, follow)).toBe(true);
    expect(isCallSampled({ ...call, parentSampled: true }, { name: "parentbased_always_off", ratio: 0 })).toBe(true);
    expect(isCallSampled({ ...call, parentSampled: false }, { name: "always_on", ratio: 1 })).toBe(true);
    expect(isCallSampled(call, { name: "traceidratio", ratio: 0 })).toBe(false);
    expect(isCallSampled(call, { name: "traceidratio", ratio: 1 })).toBe(true);
  });
});
