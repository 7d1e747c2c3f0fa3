import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeaderPairs } from "@/lib/core/contracts/call";
import type { CallEndRecord, CallStartRecord } from "@/lib/core/contracts/call-record";
import { buildEnd, buildStart, requestBody } from "../__fixtures__/build-records";
import { decodeEnd, decodeStart, encodeEnd, encodeStart } from "./compact-record";
import type { EndMeta } from "./record-meta";
import { SegmentReader } from "./segment-reader";

/** What an earlier version wrote of an end. */
const earlier = JSON.parse(
  readFileSync(join(import.meta.dirname, "__fixtures__", "before-microseconds.json"), "utf8"),
) as {
  readonly meta: EndMeta;
  readonly text: string;
};

const text = fc.string({ unit: "binary" });
const maybeText = fc.option(text);
const pair = fc.tuple(
  fc.constantFrom("a", "b", "authorization", "ü"),
  fc.oneof(text, fc.constantFrom("1", "Bearer ••••", "••••", "")),
);
const pairs: fc.Arbitrary<HeaderPairs> = fc.array(pair, { maxLength: 8 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

/** A list that keeps some of another, in any order, with more in between. */
const related = pairs.chain((base) => {
  return fc.tuple(
    fc.constant(base),
    fc.array(fc.oneof(pair, ...base.map((one) => fc.constant(one))), { maxLength: 12 }),
  );
});

const changes = fc.record({
  request: related,
  response: related,
  timings: fc.record(
    { ended: number, request_read: number, upstream_first_byte: number, connect_tcp: number, upstream_sent: number },
    { requiredKeys: ["ended"] },
  ),
  sampled: fc.option(fc.boolean(), { nil: undefined }),
  marks: fc.option(fc.array(number, { maxLength: 4 })),
  model: maybeText,
  upstream: maybeText,
  notes: fc.option(fc.array(text, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  metadata: fc.jsonValue().map((value) => ({ value })),
});

describe("compact records", () => {
  it("gives back every end as plain JSON would", () => {
    fc.assert(
      fc.property(changes, ({ request, response, timings, marks, model, upstream, notes, metadata, sampled }) => {
        const built = buildEnd().record;
        const record: CallEndRecord = {
          ...built,
          model,
          upstream_id: upstream,
          notes,
          metadata,
          timings,
          parent_sampled: sampled,
          headers: {
            client_request: request[0],
            upstream_request: request[1],
            upstream_response: response[0],
            client_response: response[1],
          },
          bodies: built.bodies.map((body) => (marks === null ? body : { ...body, marks })),
        };
        const meta: EndMeta = { record, pieces: [["client_request", 0, 12]] };
        expect(decodeEnd(encodeEnd(meta))).toEqual(JSON.parse(JSON.stringify(meta)));
      }),
    );
  });

  it("gives back starts, with what later ones of long calls say besides", () => {
    const plain = buildStart({ model: "m\u0000\ud800", parent_span_id: "b7ad6b7169203331" });
    const later: CallStartRecord = {
      ...plain,
      status: null,
      provider: "demo",
      steps: [],
      bodies: buildEnd().record.bodies,
    };
    for (const start of [plain, later]) expect(decodeStart(encodeStart(start))).toEqual(start);
  });

  it("reads what earlier versions wrote in plain JSON", () => {
    const start = buildStart();
    const meta: EndMeta = { record: buildEnd().record, pieces: [] };
    expect(decodeEnd(encodeEnd(meta)).record.upstream_id).toBeNull();
    expect(decodeStart(JSON.stringify(start))).toEqual(start);
    expect(decodeEnd(JSON.stringify(meta))).toEqual(meta);
  });

  it("reads a journal from before records had notes", () => {
    const reader = new SegmentReader(join(import.meta.dirname, "__fixtures__", "before-notes"), 1, 0);
    const entry = reader.next(true);
    reader.close();
    const { record, pieces } = decodeEnd(entry?.text ?? "");
    expect(record).toMatchObject({ model: "before-notes", state: "completed", steps: [{ outcome: "changed" }] });
    expect(record.notes).toBeUndefined();
    expect(pieces.map(([side]) => side)).toEqual(["client_request", "upstream_response", "client_response"]);
    const length = pieces[0]?.[2] ?? 0;
    expect(JSON.parse(entry?.body.subarray(0, length).toString() ?? "")).toEqual(requestBody);
  });

  it("reads ends that end before what later versions add", () => {
    const lateLines = 6 + 2 * earlier.meta.record.steps.length;
    const { record, pieces } = decodeEnd(earlier.text.split("\n").slice(0, -lateLines).join("\n"));
    expect(pieces).toEqual(earlier.meta.pieces);
    expect(record.timings).toEqual({
      ...earlier.meta.record.timings,
      connect_tcp: undefined,
      upstream_sent: undefined,
    });
    expect(record.steps).toEqual(earlier.meta.record.steps.map((step) => ({ ...step, start_ms: null, end_ms: null })));
  });

  it("reads ends from before times were in microseconds, and beyond ASCII", () => {
    expect(decodeEnd(earlier.text)).toEqual(earlier.meta);
    expect(decodeEnd(encodeEnd(earlier.meta))).toEqual(earlier.meta);
  });

  it("writes nothing but ASCII", () => {
    fc.assert(
      fc.property(text, fc.jsonValue(), number, (model, value, ended) => {
        const { record } = buildEnd({ model, metadata: { value }, timings: { ended } });
        const start: CallStartRecord = { ...buildStart({ model }), provider: model };
        for (const written of [encodeEnd({ record, pieces: [] }), encodeStart(start)])
          expect(/^[\0-\x7f]*$/.test(written)).toBe(true);
      }),
    );
  });

  it("says the headers that were forwarded unchanged only once", () => {
    const { record } = buildEnd();
    const long = Array.from({ length: 20 }, (_, index): [string, string] => [`x-${String(index)}`, "v".repeat(50)]);
    const headers = { client_request: long, upstream_request: long, upstream_response: long, client_response: long };
    const once = { client_request: long, upstream_request: [], upstream_response: long, client_response: [] };
    const measure = (one: CallEndRecord["headers"]): number =>
      encodeEnd({ record: { ...record, headers: one }, pieces: [] }).length;
    expect(measure(headers)).toBeLessThanOrEqual(measure(once));
  });
});
