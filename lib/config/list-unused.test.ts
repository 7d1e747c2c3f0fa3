import { describe, expect, it } from "vitest";
import { listUnused } from "./list-unused";

describe("listUnused", () => {
  it("names what is set without effect, and nothing else", () => {
    expect(listUnused({ REDIS_URL: "redis://host", PORT: "1", TEMPO_URL: "", OTEL_SERVICE_NAME: "x" })).toEqual([
      "REDIS_URL",
      "OTEL_SERVICE_NAME",
    ]);
  });
});
