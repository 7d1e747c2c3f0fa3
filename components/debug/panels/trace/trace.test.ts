import { describe, expect, it } from "vitest";
import type { TraceSpan } from "@/lib/core/contracts/trace";
import {
  describeSplit,
  findNamedSpan,
  findStepPosition,
  formatNanos,
  prepareTrace,
  splitStream,
} from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { clampWindow, panWindow, toWindow, wholeWindow, zoomWindow } from "./time-window";

function span(id: string, parent: string | null, part: Partial<TraceSpan> = {}): TraceSpan {
  return {
    span_id: id,
    parent_span_id: parent,
    name: id,
    kind: "internal",
    service: "diffract",
    start_ns: "1000",
    end_ns: "2000",
    status: "unset",
    attributes: {},
    events: [],
    ...part,
  };
}

describe("prepareTrace", () => {
  it("says what must be known to read the picture right", () => {
    const spans = [
      span("a", null),
      span("b", "gone"),
      span("c", "a", { service: "model", start_ns: "5000", end_ns: "5500" }),
      span("a", null),
    ];
    const picture = prepareTrace({ spans });
    expect(picture.services).toEqual(["diffract", "model"]);
    expect(picture.warnings).toEqual([
      "1 span has a parent that is not part of this trace.",
      "1 span came more than once.",
      "The clock of model differs: its spans are shown 3.8 µs earlier than it said.",
    ]);
  });

  it("finds the span that an address names, by its id or by a policy's step", () => {
    const policy = span("p", "a", { attributes: { "diffract.policy.position": 2 } });
    const picture = prepareTrace({ spans: [span("a", null), policy] });
    expect(findNamedSpan(picture, "step-2")?.span.span_id).toBe("p");
    expect(findNamedSpan(picture, "a")?.span.span_id).toBe("a");
    for (const name of ["step-1", "step-2x", "", null]) expect(findNamedSpan(picture, name)).toBeUndefined();
  });

  it("takes a trace without spans", () => {
    expect(prepareTrace({ spans: [] })).toMatchObject({ services: [], errors: 0, warnings: [] });
  });

  it("finds where waiting ended, inside requests to providers only", () => {
    const events = [{ name: "first byte", at_ns: "1400", attributes: {} }];
    const { tree } = prepareTrace({ spans: [span("a", null, { events }), span("b", "a", { kind: "client", events })] });
    expect(tree.nodes.map((node) => splitStream(tree, node))).toEqual([null, { firstByte: 400, firstToken: null }]);
  });
});

describe("the split of a request to a provider", () => {
  const at = (first: string, token: string | null) => [
    { name: "first byte", at_ns: first, attributes: {} },
    ...(token === null ? [] : [{ name: "first token", at_ns: token, attributes: {} }]),
  ];
  const split = (events: TraceSpan["events"]) => {
    const { tree } = prepareTrace({ spans: [span("b", null, { kind: "client", events })] });
    const [node] = tree.nodes;
    const found = node && splitStream(tree, node);
    return found && { ...found, words: describeSplit(node, found) };
  };

  it("is at the first byte, and names the first token where it is known", () => {
    expect(split(at("1400", "1600"))).toEqual({ firstByte: 400, firstToken: 600, words: "first token after 0.6 µs" });
    expect(split(at("1400", null))).toMatchObject({ firstToken: null, words: "first byte after 0.4 µs" });
    const vercel = [{ name: "gen_ai.first_token", at_ns: "1500", attributes: {} }];
    expect(split(vercel)).toMatchObject({ firstByte: 500, firstToken: 500 });
  });

  it("leaves out what lies outside of the span", () => {
    expect(split(at("900", "2600"))).toBeNull();
  });
});

describe("a trace whose clocks differ", () => {
  const remote = { service: "model", resource: { "host.name": "far" } };

  it("gets an axis that fits what is shown, and marks that stay on their spans", () => {
    const event = [{ name: "first byte", at_ns: "90000000400", attributes: {} }];
    const late = { ...remote, kind: "client" as const, start_ns: "90000000000", end_ns: "90000000500", events: event };
    const { tree } = prepareTrace({ spans: [span("a", null), span("b", "a", late)] });
    expect(tree.durationNs).toBe(1000);
    expect(tree.nodes.map((node) => splitStream(tree, node)?.firstByte ?? null)).toEqual([null, 650]);
  });

  it("begins where the first span now begins, though another said that it was earlier", () => {
    const early = { ...remote, start_ns: "0", end_ns: "500" };
    const { tree } = prepareTrace({ spans: [span("a", null), span("b", "a", early)] });
    expect([tree.durationNs, tree.originNs]).toEqual([1000, 1000n]);
    expect(tree.nodes.map(({ start, end }) => [start, end])).toEqual([
      [0, 1000],
      [250, 750],
    ]);
  });
});

describe("colours of services", () => {
  it("differ, with their patterns, for up to twenty-four services of a trace", () => {
    const services = Array.from({ length: 24 }, (_, index) => `s${String(index)}`);
    expect(new Set(services.map((service) => serviceColour(services, service).fill)).size).toBe(24);
  });
});

describe("the time window", () => {
  it("stays on the axis, whichever way it was dragged, zoomed or moved", () => {
    expect(clampWindow({ from: 0.8, to: 0.2 })).toEqual({ from: 0.2, to: 0.8 });
    expect(zoomWindow(wholeWindow, 2)).toEqual(wholeWindow);
    expect(zoomWindow(wholeWindow, 0.5)).toEqual({ from: 0.25, to: 0.75 });
    expect(panWindow({ from: 0.25, to: 0.75 }, -5)).toEqual({ from: 0, to: 0.5 });
    expect(panWindow({ from: 0.25, to: 0.75 }, 5)).toEqual({ from: 0.5, to: 1 });
    expect(toWindow({ from: 0.25, to: 0.75 }, 0.5)).toBe(0.5);
  });
});

it("lengths have the unit that fits", () => {
  expect([0, 4_200, 150_000, 12_345_678, 450_000_000, 3_200_000_000].map(formatNanos)).toEqual([
    "0",
    "4.2 µs",
    "150 µs",
    "12.35 ms",
    "450 ms",
    "3.20 s",
  ]);
});

it("a policy's span knows which step of the call it is", () => {
  expect(findStepPosition(span("a", null, { attributes: { "diffract.policy.position": 2 } }))).toBe(2);
  expect(findStepPosition(span("a", null))).toBeNull();
});
