import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TraceSpan } from "../contracts/trace";
import { spanKinds } from "../contracts/trace";
import { parseSpans } from "./parse-spans";
import { readOtlpProtobuf } from "./read-otlp-protobuf";
import type { TraceBatch } from "./trace-batch";
import { writeOtlpJson } from "./write-otlp-json";
import { writeOtlpProtobuf } from "./write-otlp-protobuf";

const hex = (digits: number) =>
  fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((value) => value.toString(16).padStart(digits, "0"));
const nanos = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const text = fc.string({ unit: "grapheme" });
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Number.isInteger(one)),
  fc.array(text, { maxLength: 3 }),
);
const attributes = fc.dictionary(
  text.filter((key) => key !== "" && key !== "__proto__"),
  value,
  { maxKeys: 4 },
);
const span: fc.Arbitrary<TraceSpan> = fc.record({
  span_id: hex(16),
  parent_span_id: fc.option(hex(16)),
  name: text,
  kind: fc.constantFrom(...spanKinds),
  service: fc.constant("diffract"),
  start_ns: nanos,
  end_ns: nanos,
  status: fc.constantFrom("unset", "ok", "error"),
  attributes,
  events: fc.array(fc.record({ name: text, at_ns: nanos, attributes }), { maxLength: 2 }),
});
const inOrder = span.map((one) => {
  return BigInt(one.end_ns) < BigInt(one.start_ns) ? { ...one, start_ns: one.end_ns, end_ns: one.start_ns } : one;
});
const batch: fc.Arbitrary<TraceBatch> = fc.record({
  resource: fc.constant({ "service.name": "diffract" }),
  scope: fc.constant({ name: "diffract", version: "1" }),
  traces: fc.array(fc.record({ traceId: hex(32), spans: fc.array(inOrder, { maxLength: 3 }) }), { maxLength: 3 }),
});

function expected({ traces }: TraceBatch) {
  return traces.flatMap(({ traceId, spans }) => spans.map((one) => ({ ...one, trace_id: traceId })));
}

function read(body: unknown) {
  const { spans, unreadable } = parseSpans(body);
  expect(unreadable).toBe(0);
  return spans.map((one) => ({ ...one, resource: undefined }));
}

describe("OTLP as it is written", () => {
  it("is read back as what it was, in protobuf and JSON", () => {
    fc.assert(
      fc.property(batch, (given) => {
        expect(read(readOtlpProtobuf(writeOtlpProtobuf(given)))).toEqual(expected(given));
        expect(read(JSON.parse(writeOtlpJson(given)))).toEqual(expected(given));
      }),
      { numRuns: 100 },
    );
  });

  it("grows with what is in it", () => {
    const long: TraceSpan = {
      span_id: "1".repeat(16),
      parent_span_id: null,
      name: "n".repeat(100_000),
      kind: "internal",
      service: "diffract",
      start_ns: "1",
      end_ns: "2",
      status: "unset",
      attributes: { long: "ü".repeat(200_000) },
      events: [],
    };
    const given: TraceBatch = {
      resource: { "service.name": "diffract" },
      scope: { name: "diffract", version: "1" },
      traces: [{ traceId: "2".repeat(32), spans: [long, long] }],
    };
    expect(read(readOtlpProtobuf(writeOtlpProtobuf(given)))).toEqual(expected(given));
  });

  it("is the very bytes that the reference gives", () => {
    // protoc --encode of a span with id 0101…, name "a", kind server, times 1 and 2, one attribute k="v".
    const given: TraceBatch = {
      resource: {},
      scope: { name: "s", version: "1" },
      traces: [
        {
          traceId: "01".repeat(16),
          spans: [
            {
              span_id: "02".repeat(8),
              parent_span_id: null,
              name: "a",
              kind: "server",
              service: "",
              start_ns: "1",
              end_ns: "2",
              status: "error",
              attributes: { k: "v" },
              events: [],
            },
          ],
        },
      ],
    };
    const bytes = Buffer.from(writeOtlpProtobuf(given)).toString("hex");
    const spanBytes = [
      `0a10${"01".repeat(16)}`,
      `1208${"02".repeat(8)}`,
      "2a0161",
      "3002",
      "390100000000000000",
      "410200000000000000",
      "4a080a016b12030a0176",
      "7a021802",
    ].join("");
    const scopeBytes = `0a060a017312013112${(spanBytes.length / 2).toString(16)}${spanBytes}`;
    const resourceBytes = `0a0012${(scopeBytes.length / 2).toString(16)}${scopeBytes}`;
    expect(bytes).toBe(`0a${(resourceBytes.length / 2).toString(16)}${resourceBytes}`);
  });
});
