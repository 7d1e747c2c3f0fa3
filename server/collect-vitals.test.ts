import { expect, it } from "vitest";
import type { ProcessVitals } from "@/lib/core/contracts/system";
import { createVitalsCollector } from "./collect-vitals";

const vitals = { pid: 7 } as ProcessVitals;

it("says of each process whether it is there, speaks, and how it ended", () => {
  const clock = { now: 0 };
  const collector = createVitalsCollector(["gateway 1", "console"], () => clock.now);
  expect(collector.list()[0]).toEqual({
    name: "gateway 1",
    state: "starting",
    restarts: 0,
    last_exit: null,
    vitals: null,
  });
  collector.noteReady("gateway 1");
  collector.note("gateway 1", vitals);
  expect(collector.list()[0]).toMatchObject({ state: "running", restarts: 0, vitals: { pid: 7 } });
  clock.now = 6_000;
  expect(collector.list()[0]).toMatchObject({ state: "silent", vitals: { pid: 7 } });
  collector.noteExit("gateway 1", "SIGKILL");
  expect(collector.list()[0]).toMatchObject({ state: "starting", last_exit: { how: "SIGKILL" }, vitals: { pid: 7 } });
  collector.noteReady("gateway 1");
  expect(collector.list()[0]).toMatchObject({ state: "running", restarts: 1 });
});
