import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSpans } from "./parse-spans";
import { readOtlpProtobuf } from "./read-otlp-protobuf";

const samples = join(process.cwd(), "..", "shared", "data", "tempo");
const versions = existsSync(samples) ? readdirSync(samples).filter((name) => /^v[\d.]+$/.test(name)) : [];

describe("readOtlpProtobuf", () => {
  it("throws or answers, whatever the bytes, and never hangs", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(typeof readOtlpProtobuf(bytes)).toBe("object");
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses what is nested without end", () => {
    let bytes: number[] = [];
    // AnyValue in ArrayValue in AnyValue …, each in a block of its own.
    for (let level = 0; level < 100 && bytes.length < 16_000; level++) {
      for (const tag of [0x2a, 0x0a]) {
        const { length } = bytes;
        const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
        bytes = [tag, ...size, ...bytes];
      }
    }
    const wrap = (tag: number, inner: number[]): number[] => {
      const { length } = inner;
      return [tag, (length & 127) | 128, length >> 7, ...inner];
    };
    // resource_spans > resource > attributes > value
    const body = wrap(0x0a, wrap(0x0a, wrap(0x0a, wrap(0x12, wrap(0x2a, bytes)))));
    expect(() => readOtlpProtobuf(new Uint8Array(body))).toThrow(/nested|breaks off/);
  });

  // Tempo answers its trace in the same message, whose first field is the list of resource spans.
  it.each(versions)("reads what a real Tempo %s wrote like its JSON", (version) => {
    const binary = join(samples, version, "trace-v1-full-protobuf.pb");
    if (!existsSync(binary)) return;
    const fromBinary = parseSpans(readOtlpProtobuf(readFileSync(binary)));
    const fromJson = parseSpans(JSON.parse(readFileSync(join(samples, version, "trace-v1-full.json"), "utf8")));
    expect(fromBinary.spans).toEqual(fromJson.spans);
  });
});
