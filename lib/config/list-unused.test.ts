import { describe, expect, it } from "vitest";
import { listUnused } from "./list-unused";

describe("listUnused", () => {
  it("names what is set without effect, and nothing else", () => {
    const set = { OTEL_TRACES_SAMPLER: "always_on", PORT: "1", OTEL_SDK_DISABLED: "", TEMPO_URL: "http://host" };
    expect(listUnused(set)).toEqual(["OTEL_TRACES_SAMPLER"]);
  });
});
