import { expect, it } from "vitest";
import { formatRepriceReport } from "./format-reprice-report";

it("says what changed, with what is unknown counted apart", () => {
  const group = { project: "default", calls: 3, changed: 2, before: { amount: "0", unknown: 3 } };
  const groups = [
    {
      ...group,
      model: "gpt-4o",
      source_before: "unknown",
      source_after: "project",
      after: { amount: "1.5", unknown: 1 },
    },
    { ...group, model: "b", source_before: "demo", source_after: "demo", after: { amount: "0", unknown: 0 } },
  ];
  expect(formatRepriceReport({ groups, examined: 6, isDryRun: false })).toBe(
    [
      "project  model   calls  changed   before             after  prices",
      "default  gpt-4o      3        2  unknown  $1.5 + 1 unknown  unknown → project",
      "default  b           3        2  unknown                $0  demo",
      "",
      "6 calls examined, the cost of 4 changed.",
    ].join("\n"),
  );
  expect(formatRepriceReport({ groups: [], examined: 0, isDryRun: true })).toContain("0 would change");
});
