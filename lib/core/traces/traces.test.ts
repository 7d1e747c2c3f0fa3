import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TraceSpan } from "../contracts/trace";
import { buildSpanTree, type SpanNode } from "./build-span-tree";
import { correctClockSkew } from "./correct-clock-skew";
import { findCriticalPath } from "./find-critical-path";
import { createTimeScale, findGaps } from "./find-gaps";
import { layOutRows } from "./lay-out-rows";
import { matchesSpan } from "./match-span";
import { measureSelfTime } from "./measure-self-time";

const base = 1_790_000_000_000_000_000n;

/** A span from one offset to another. */
function span(
  id: string,
  parent: string | null,
  ...[from, to, part = {}]: [number, number, Partial<TraceSpan>?]
): TraceSpan {
  return {
    span_id: id,
    parent_span_id: parent,
    name: id,
    kind: "internal",
    service: "one",
    start_ns: (base + BigInt(from)).toString(),
    end_ns: (base + BigInt(to)).toString(),
    status: "unset",
    attributes: {},
    events: [],
    ...part,
  };
}

const names = (nodes: readonly SpanNode[]): string[] => nodes.map((node) => node.span.span_id);

function rootOf(spans: readonly TraceSpan[]): SpanNode {
  const [root] = buildSpanTree(spans).roots;
  if (root === undefined) throw new Error("no root");
  return root;
}

/** Sections as `id start-end`. */
function pathOf(spans: readonly TraceSpan[]): string[] {
  return findCriticalPath(rootOf(spans)).map(
    ({ node, start, end }) => `${node.span.span_id} ${String(start)}-${String(end)}`,
  );
}

describe("buildSpanTree", () => {
  it("puts spans in order of time, parents first, whatever the order in which they came", () => {
    const tree = buildSpanTree([
      span("c", "a", 50, 60),
      span("d", "b", 20, 30),
      span("b", "a", 10, 40),
      span("a", null, 0, 100),
    ]);
    expect(names(tree.nodes)).toEqual(["a", "b", "d", "c"]);
    expect(tree.nodes.map((node) => node.depth)).toEqual([0, 1, 2, 1]);
    expect([tree.originNs, tree.durationNs]).toEqual([base, 100]);
  });

  it("keeps nanoseconds that doubles cannot hold", () => {
    const [, child] = buildSpanTree([span("a", null, 0, 9), span("b", "a", 1, 2)]).nodes;
    expect([child?.start, child?.end]).toEqual([1, 2]);
  });

  it("shows spans whose parent is missing as roots, and says so", () => {
    const tree = buildSpanTree([span("a", "gone", 0, 10), span("b", "a", 1, 2)]);
    expect(names(tree.roots)).toEqual(["a"]);
    expect([...tree.orphanIds]).toEqual(["a"]);
  });

  it("cuts circles and loses nobody", () => {
    const tree = buildSpanTree([
      span("x", "x", 0, 1),
      span("a", "c", 0, 1),
      span("b", "a", 0, 1),
      span("c", "b", 0, 1),
      span("tail", "b", 0, 1),
    ]);
    expect(names(tree.nodes).sort()).toEqual(["a", "b", "c", "tail", "x"]);
    expect(tree.orphanIds.size).toBe(2);
  });

  it("takes a span that came twice once, as it came last", () => {
    const tree = buildSpanTree([span("a", null, 0, 5), span("a", null, 0, 9)]);
    expect([tree.nodes.length, tree.durationNs, tree.duplicates]).toEqual([1, 9, 1]);
  });

  it("tells a client and a server apart that share an id", () => {
    const pair = [span("a", null, 0, 9, { kind: "client" }), span("a", null, 1, 8, { kind: "server" })];
    expect(names(buildSpanTree(pair).nodes)).toEqual(["a", "a-server"]);
  });

  it("contains every span exactly once, whatever the parents", () => {
    const ids = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, ids, fc.nat(50), fc.nat(50)), { maxLength: 30 }), (list) => {
        const spans = list.map(([id, parent, from, length]) => span(`s${id}`, `s${parent}`, from, from + length));
        const tree = buildSpanTree(spans);
        expect(names(tree.nodes).sort()).toEqual([...new Set(spans.map((one) => one.span_id))].sort());
        for (const node of tree.nodes)
          expect(node.parent?.children.includes(node) ?? tree.roots.includes(node)).toBe(true);
      }),
    );
  });

  it("takes a chain of 100,000 and a fan of 100,000", () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => span(`s${n}`, n === 0 ? null : `s${n - 1}`, n, 200_000));
    expect(buildSpanTree(chain).nodes.at(-1)?.depth).toBe(99_999);
    const fan = [span("r", null, 0, 100_000)];
    for (let n = 0; n < 100_000; n++) fan.push(span(`s${n}`, "r", n, n + 1));
    const tree = buildSpanTree(fan);
    expect(tree.nodes).toHaveLength(100_001);
    const [root] = tree.roots;
    expect(root && findCriticalPath(root)).toHaveLength(100_000);
    expect(root && measureSelfTime(root)).toBe(0);
  });
});

describe("findCriticalPath", () => {
  it("goes from the end into whatever finished last", () => {
    expect(
      pathOf([span("a", null, 0, 100), span("b", "a", 10, 40), span("c", "a", 45, 90), span("d", "c", 50, 80)]),
    ).toEqual(["a 0-10", "b 10-40", "a 40-45", "c 45-50", "d 50-80", "c 80-90", "a 90-100"]);
  });

  it("leaves out what ran beside something longer", () => {
    expect(pathOf([span("a", null, 0, 100), span("b", "a", 0, 30), span("c", "a", 5, 95)])).toEqual([
      "a 0-5",
      "c 5-95",
      "a 95-100",
    ]);
  });

  it("takes a child that ends exactly when the next begins", () => {
    expect(pathOf([span("a", null, 0, 20), span("b", "a", 0, 10), span("c", "a", 10, 20)])).toEqual([
      "b 0-10",
      "c 10-20",
    ]);
  });

  it("clips what outlasts its parent, and ignores what lies outside", () => {
    expect(
      pathOf([span("a", null, 10, 50), span("late", "a", 60, 70), span("b", "a", 20, 90), span("c", "b", 30, 80)]),
    ).toEqual(["a 0-10", "b 10-20", "c 20-40"]);
  });

  it("does not wait for what a consumer works off later", () => {
    const spans = [
      span("a", null, 0, 50, { kind: "producer" }),
      span("b", "a", 10, 45, { kind: "consumer" }),
      span("c", "a", 5, 20),
    ];
    expect(pathOf(spans)).toEqual(["a 0-5", "c 5-20", "a 20-50"]);
  });

  it("covers the root without holes or overlaps", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(100), fc.nat(100)), { maxLength: 25 }), (list) => {
        const spans = [span("s0", null, 0, 100)];
        list.forEach(([parent, from, length], index) => {
          const under = Math.min(parent, index);
          spans.push(span(`s${index + 1}`, `s${under}`, from, from + length));
        });
        let at = 0;
        for (const { node, start, end } of findCriticalPath(rootOf(spans))) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          expect(node.start).toBeLessThanOrEqual(start);
          expect(node.end).toBeGreaterThanOrEqual(end);
          at = end;
        }
        expect(at).toBe(100);
      }),
    );
  });
});

describe("measureSelfTime", () => {
  it("takes away the union of the children", () => {
    const root = rootOf([
      span("a", null, 0, 100),
      span("b", "a", 10, 40),
      span("c", "a", 30, 60),
      span("d", "a", 90, 200),
    ]);
    expect(measureSelfTime(root)).toBe(40);
  });
});

describe("correctClockSkew", () => {
  const remote = { service: "two" };

  it("centres a child of another host that cannot have run then, with its descendants, and says so", () => {
    const tree = buildSpanTree([
      span("a", null, 1000, 1100),
      span("b", "a", 0, 60, remote),
      span("c", "b", 10, 20, remote),
    ]);
    expect(correctClockSkew(tree)).toEqual([{ service: "two", shiftNs: 1020, spans: 2 }]);
    expect(tree.nodes.map(({ start, end }) => [start, end])).toEqual([
      [1000, 1100],
      [1020, 1080],
      [1030, 1040],
    ]);
  });

  it("leaves alone what fits, what outlasts its parent, and what has the same clock", () => {
    const tree = buildSpanTree([
      span("a", null, 0, 100),
      span("b", "a", 10, 20, remote),
      span("c", "a", 50, 150, remote),
      span("d", "a", 500, 600),
    ]);
    expect(correctClockSkew(tree)).toEqual([]);
  });

  it("moves a longer child only so far that it does not begin before its parent", () => {
    const tree = buildSpanTree([span("a", null, 100, 150), span("b", "a", 0, 200, remote)]);
    expect(correctClockSkew(tree)).toEqual([{ service: "two", shiftNs: 100, spans: 1 }]);
  });
});

describe("layOutRows", () => {
  const tree = buildSpanTree([
    span("a", null, 0, 100),
    span("b", "a", 0, 10),
    span("c", "b", 1, 2),
    span("d", "a", 20, 30),
    span("e", "d", 21, 22),
  ]);
  const shown = (options: Parameters<typeof layOutRows>[1]): string[] =>
    layOutRows(tree, options).map(
      ({ node, level, position, siblings }) => `${node.span.span_id} ${level} ${position}/${siblings}`,
    );

  it("numbers rows the way a treegrid says them", () => {
    expect(shown({ collapsed: new Set() })).toEqual(["a 1 1/1", "b 2 1/2", "c 3 1/1", "d 2 2/2", "e 3 1/1"]);
  });

  it("leaves out what is folded away", () => {
    expect(shown({ collapsed: new Set(["b"]) })).toEqual(["a 1 1/1", "b 2 1/2", "d 2 2/2", "e 3 1/1"]);
  });

  it("shows matches with their ancestors, even below what is folded", () => {
    expect(shown({ collapsed: new Set(["d"]), only: new Set(["e"]) })).toEqual(["a 1 1/1", "d 2 1/1", "e 3 1/1"]);
  });
});

describe("gaps", () => {
  it("finds long stretches without news, and gives them little room", () => {
    const tree = buildSpanTree([span("a", null, 0, 1000), span("b", "a", 0, 100), span("c", "a", 900, 1000)]);
    const gaps = findGaps(tree.nodes, tree.durationNs);
    expect(gaps).toEqual([{ start: 100, end: 900 }]);
    const scale = createTimeScale(tree.durationNs, gaps);
    expect(scale.toShare(900) - scale.toShare(100)).toBeLessThan(0.05);
    expect([scale.toShare(0), scale.toShare(1000)]).toEqual([0, 1]);
  });

  it("goes back and forth without losing order", () => {
    const gap = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 99 }));
    fc.assert(
      fc.property(gap, fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2 }), ([start, length], offsets) => {
        const scale = createTimeScale(1000, [{ start, end: start + length }]);
        const sorted = offsets.toSorted((a, b) => a - b);
        const shares = sorted.map(scale.toShare);
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        for (const [index, share] of shares.entries()) expect(scale.toOffset(share)).toBeCloseTo(sorted[index] ?? 0, 4);
      }),
    );
  });
});

describe("matchesSpan", () => {
  const one = span("a", null, 0, 1, { name: "POST /v1/chat", status: "error", attributes: { "http.status": 500 } });

  it("looks into names, states and attributes", () => {
    for (const search of ["chat", "ERROR", "http.status", "500", "http.status=50"])
      expect(matchesSpan(one, search)).toBe(true);
    for (const search of ["", " ", "nothing", "http.status=4"]) expect(matchesSpan(one, search)).toBe(false);
  });
});
