import { describe, expect, it } from "vitest";
import { findDemoModel } from "./demo-models";

describe("findDemoModel", () => {
  it("answers under the names of real models, so that existing code runs unchanged", () => {
    for (const id of ["gpt-4o-mini", "claude-opus-4-1", "o3"]) {
      expect(findDemoModel(id)).toMatchObject({ id, behaviour: "answer", failure: null });
    }
  });

  it("leaves out the waiting when the name ends in -fast", () => {
    expect(findDemoModel("demo-tools-fast")).toMatchObject({ id: "demo-tools-fast", behaviour: "tools", pace: null });
    expect(findDemoModel("demo-fast")).toMatchObject({ id: "demo-fast", behaviour: "answer", pace: null });
  });

  it("knows no others", () => {
    expect(findDemoModel("nobody-1")).toBeNull();
    expect(findDemoModel("demo-9000")).toBeNull();
    expect(findDemoModel("nobody-fast")).toBeNull();
  });
});
