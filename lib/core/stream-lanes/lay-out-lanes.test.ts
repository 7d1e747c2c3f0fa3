import { describe, expect, it } from "vitest";
import { getDialectAdapter } from "../dialects/registry";
import { layOutLanes } from "./lay-out-lanes";

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;

/** Events with the time of each, one network chunk per event. */
function capture(events: readonly (readonly [atMs: number, text: string])[]) {
  const encoder = new TextEncoder();
  return {
    bytes: encoder.encode(events.map(([, text]) => text).join("")),
    marks: events.map(([at_ms, text]) => ({ at_ms, bytes: encoder.encode(text).length })),
  };
}

const adapter = getDialectAdapter("chat.completions");

describe("layOutLanes", () => {
  it("tells what became of each event, and how long it waited", () => {
    if (adapter === null) throw new Error("There is an adapter for chat completions.");
    const upstream = capture([
      [10, chunk("Your number is ")],
      [20, chunk("1234-")],
      [30, chunk("5678")],
      [40, chunk(", bye")],
      [50, "data: [DONE]\n\n"],
    ]);
    const client = capture([
      [10.1, chunk("Your number is ")],
      [41, chunk("[REDACTED]")],
      [41, chunk("")],
      [42, chunk(", bye")],
      [50.2, "data: [DONE]\n\n"],
      [51, ": note\n\n"],
    ]);
    const lanes = layOutLanes(upstream, client, adapter);
    expect(lanes.links.map(({ fate }) => fate)).toEqual([
      "passed",
      "rewritten",
      "rewritten",
      "passed",
      "passed",
      "injected",
    ]);
    expect(lanes.links[1]?.delayMs).toBeCloseTo(21);
    expect(lanes.firstTokenDelayMs).toBeCloseTo(0.1);
    expect(lanes.client.map(({ text }) => text).join("")).toBe("Your number is [REDACTED], bye");
  });

  it("calls held what left after a later event had come, and dropped what never left", () => {
    if (adapter === null) throw new Error("There is an adapter for chat completions.");
    const upstream = capture([
      [10, chunk("a")],
      [20, chunk("b")],
      [30, chunk("c")],
    ]);
    const client = capture([
      [25, chunk("a")],
      [30.1, chunk("c")],
    ]);
    const lanes = layOutLanes(upstream, client, adapter);
    expect(lanes.links.map(({ fate }) => fate)).toEqual(["held", "dropped", "passed"]);
    expect(lanes.counts).toEqual({ passed: 1, held: 1, rewritten: 0, dropped: 1, injected: 0 });
    expect(lanes.maxDelayMs).toBeCloseTo(15);
  });
});
