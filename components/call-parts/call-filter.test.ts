import { describe, expect, it } from "vitest";
import type { CallSummary } from "@/lib/core/contracts/call";
import {
  countFilters,
  matchesFilter,
  noFilter,
  readCallFilter,
  toCallsPath,
  toCallsQuery,
  writeCallFilter,
} from "./call-filter";

const project = "0193ab7c-11aa-7bbb-8ccc-000000000001";
const call = {
  id: "0193ab7c-11aa-7bbb-8ccc-0123456789ab",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  session_id: "Session-1",
  outcome: "changed",
  state: "completed",
  model: "gpt-5-mini",
  project: { id: project, name: "default" },
  request_preview: "What is my Account number?",
  response_preview: null,
} as unknown as CallSummary;

describe("call filter", () => {
  it("survives the way through the URL", () => {
    const filter = { q: "a & b", outcome: "failed-open", state: "blocked", project, model: "gpt" } as const;
    expect(readCallFilter(new URLSearchParams(writeCallFilter(filter)))).toEqual(filter);
    expect(writeCallFilter(noFilter)).toBe("");
    expect(countFilters(filter)).toBe(5);
  });

  it("ignores what it does not know, and what Postgres would refuse", () => {
    const params = new URLSearchParams({
      outcome: "odd",
      state: "",
      project: "'; drop",
      q: "a\0b",
      model: "x".repeat(999),
    });
    expect(readCallFilter(params)).toEqual({ ...noFilter, q: "ab", model: "x".repeat(200) });
  });

  it("asks the management API and the service for the same", () => {
    const filter = { ...noFilter, project, state: "blocked" } as const;
    expect(toCallsPath(filter, 50, "next")).toBe(
      `/api/v1/calls?limit=50&state=blocked&project_id=${project}&cursor=next`,
    );
    expect(toCallsQuery(filter, 50, "next")).toEqual({
      limit: 50,
      cursor: "next",
      state: "blocked",
      project_id: project,
    });
  });

  it.each([
    [{}, true],
    [{ outcome: "changed" as const }, true],
    [{ outcome: "blocked" as const }, false],
    [{ state: "blocked" as const }, false],
    [{ project: "0193ab7c-11aa-7bbb-8ccc-000000000002" }, false],
    [{ model: "GPT" }, true],
    [{ model: "claude" }, false],
    [{ q: "account NUMBER" }, true],
    [{ q: call.id }, true],
    [{ q: call.trace_id }, true],
    [{ q: "session-1" }, true],
    [{ q: "weather" }, false],
  ])("matches %o: %s", (part, expected) => {
    expect(matchesFilter(call, { ...noFilter, ...part })).toBe(expected);
  });
});
