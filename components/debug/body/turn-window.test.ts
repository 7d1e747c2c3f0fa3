import { describe, expect, it } from "vitest";
import { firstWindow, growWindow, moveWindow, windowSize } from "./turn-window";

describe("moveWindow", () => {
  it("stays where the row is shown, and where there is none", () => {
    expect(moveWindow(firstWindow, 3)).toBe(firstWindow);
    expect(moveWindow(firstWindow, -1)).toBe(firstWindow);
  });

  it("moves to a far row without drawing what lies between", () => {
    const far = moveWindow(firstWindow, 3_000);
    expect(far.end - far.start).toBe(windowSize);
    expect(far.start).toBeLessThan(3_000);
    expect(far.end).toBeGreaterThan(3_000);
    expect(moveWindow(far, 2)).toEqual({ start: 0, end: windowSize });
  });
});

describe("growWindow", () => {
  it("adds rows at the end that was asked for", () => {
    expect(growWindow({ start: 60, end: 100 }, "earlier")).toEqual({ start: 20, end: 100 });
    expect(growWindow({ start: 10, end: 50 }, "earlier").start).toBe(0);
    expect(growWindow(firstWindow, "later")).toEqual({ start: 0, end: 2 * windowSize });
  });
});
