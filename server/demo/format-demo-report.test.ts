import { describe, expect, it } from "vitest";
import { bestDemoCall } from "./demo-calls";
import { formatDemoReport } from "./format-demo-report";
import type { DemoResult } from "./send-demo-call";

const result = (title: string, more: Partial<DemoResult> = {}): DemoResult => {
  return { title, status: 200, expected: 200, callId: title, durationMs: 1234, ...more };
};

describe("the report of npm run demo", () => {
  it("says of each call what the record says, and when it says nothing yet", () => {
    const results = [result(bestDemoCall), result("Stopped", { status: 403, expected: 403 }), result("Late")];
    const text = formatDemoReport(
      results,
      new Map([
        [bestDemoCall, "changed"],
        ["Stopped", "blocked"],
      ]),
      "http://h",
    );
    expect(text).toMatch(new RegExp(`${bestDemoCall} +200 +1\\.2 s  changed\n`));
    expect(text).toMatch(/Stopped +403 +1\.2 s {2}blocked\n/);
    expect(text).toMatch(/Late +200 +1\.2 s {2}not recorded yet\n/);
    expect(text).toContain("3 calls: 2 answered, 1 refused or failed, as they should.");
    expect(text).toContain(`Start here   http://h/debug/request/${bestDemoCall}`);
  });

  it("names what did not end as it should", () => {
    const text = formatDemoReport([result("Plain", { status: 500 })], new Map(), "http://h");
    expect(text).toContain("Plain: status 500 where 200 was expected");
  });
});
