import { expect, it, vi } from "vitest";
import { CallAbort } from "./call-abort";

it("tells each listener once, and those who left not at all", () => {
  const abort = new CallAbort();
  const [staying, leaving, late] = [vi.fn(), vi.fn(), vi.fn()];
  abort.onAbort(staying);
  const leave = abort.onAbort(leaving);
  leave();
  abort.abort();
  abort.abort();
  abort.onAbort(late);
  expect(abort.aborted).toBe(true);
  expect(staying).toHaveBeenCalledOnce();
  expect(leaving).not.toHaveBeenCalled();
  expect(late).not.toHaveBeenCalled();
});

it("becomes a signal before or after", () => {
  const early = new CallAbort();
  const signal = early.toSignal();
  expect(signal.aborted).toBe(false);
  early.abort();
  expect(signal.aborted).toBe(true);
  const late = new CallAbort();
  late.abort();
  expect(late.toSignal().aborted).toBe(true);
});
