import { expect, it } from "vitest";
import { isBacklogUrgent } from "./is-backlog-urgent";

const mebibyte = 1024 * 1024;

it("becomes urgent far below the journal's bound and stays so until the backlog is gone", () => {
  const seen = [100, 500, 513, 400, 170, 100, 400].map((mebibytes) => mebibytes * mebibyte);
  let isUrgent = false;
  const states = seen.map((bytes) => (isUrgent = isBacklogUrgent(isUrgent, bytes)));
  expect(states).toEqual([false, false, true, true, true, false, false]);
});
