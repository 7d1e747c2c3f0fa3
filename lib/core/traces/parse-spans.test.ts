import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSpans, readId } from "./parse-spans";

const samples = join(process.cwd(), "..", "shared", "data", "tempo");
const versions = existsSync(samples) ? readdirSync(samples).filter((name) => name.startsWith("v")) : [];

function read(version: string, name: string): unknown {
  return JSON.parse(readFileSync(join(samples, version, name), "utf8"));
}

/** Order of attributes changes and default flags vanish on the way through Tempo; what people see must not. */
function sort(spans: ReturnType<typeof parseSpans>["spans"]) {
  // Tempo 2.5 answers bytes as an empty value.
  const readable = spans.map((span) => ({ ...span, attributes: { ...span.attributes, bytes: undefined } }));
  return readable.toSorted((a, b) => (a.span_id < b.span_id ? -1 : 1));
}

describe("readId", () => {
  it("reads hex and base64 of the same id, and fills up what search answers leave out", () => {
    expect(readId("5B8EFFF798038103D269B633813FC700", 16)).toBe("5b8efff798038103d269b633813fc700");
    expect(readId("W47/95gDgQPSabYzgT/HAA==", 16)).toBe("5b8efff798038103d269b633813fc700");
    expect(readId("ERERERERERE=", 8)).toBe("1111111111111111");
    expect(readId("75c301845006ad1b", 16)).toBe("000000000000000075c301845006ad1b");
  });

  it("answers null for everything else", () => {
    for (const id of ["", "xyz", null, 7, "0000000000000000", "1".repeat(33), "AAAAAAAAAAA="])
      expect(readId(id, 8)).toBeNull();
  });
});

describe("parseSpans", () => {
  it("reads nothing from what is no trace, and says how much it could not read", () => {
    for (const body of [null, [], "x", {}, { trace: {} }, { batches: 7 }])
      expect(parseSpans(body)).toEqual({ spans: [], unreadable: 0 });
    const spans = [{ name: "no ids" }, null, { traceId: "1".repeat(32), spanId: "2".repeat(16) }];
    expect(parseSpans({ resourceSpans: [{ scopeSpans: [{ spans }] }] })).toEqual({ spans: [], unreadable: 2 });
  });

  it("keeps digits, and keys that are names of prototypes", () => {
    const attributes = [
      { key: "big", value: { intValue: "9223372036854775807" } },
      { key: "__proto__", value: { stringValue: "x" } },
    ];
    const one = {
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      startTimeUnixNano: "1795242745923069041",
      attributes,
    };
    const [span] = parseSpans({ resourceSpans: [{ scopeSpans: [{ spans: [one] }] }] }).spans;
    expect(span?.start_ns).toBe("1795242745923069041");
    expect(Object.entries(span?.attributes ?? {})).toEqual([
      ["big", "9223372036854775807"],
      ["__proto__", "x"],
    ]);
  });

  it("survives values that are nested without end", () => {
    let value: unknown = { stringValue: "x" };
    for (let level = 0; level < 50_000; level++) value = { arrayValue: { values: [value] } };
    const one = {
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      startTimeUnixNano: 1,
      attributes: [{ key: "k", value }],
    };
    expect(parseSpans({ resourceSpans: [{ scopeSpans: [{ spans: [one] }] }] }).spans).toHaveLength(1);
  });

  describe.each(versions.filter((version) => !version.includes("multitenant")))("what Tempo %s answers", (version) => {
    const cases = ["full", "leadingzero", "bare"];
    const list = new Set(existsSync(join(samples, version)) ? readdirSync(join(samples, version)) : []);
    for (const name of cases) {
      for (const api of ["v1", "v2"]) {
        const answer = `trace-${api}-${name}.json`;
        it.runIf(list.has(answer))(`${answer} is what was pushed`, () => {
          const pushed = parseSpans(read(version, `push-${name}-0.request.json`));
          const answered = parseSpans(read(version, answer));
          expect(answered.unreadable).toBe(0);
          expect(sort(answered.spans)).toEqual(sort(pushed.spans));
        });
      }
    }
  });
});
