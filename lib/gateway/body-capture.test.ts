import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyCapture } from "./body-capture";

function open(limitBytes: number, hasMarks = true) {
  const flushed: Uint8Array[] = [];
  const flush = (_: string, bytes: readonly Uint8Array[]): void => void flushed.push(...bytes);
  return { capture: new BodyCapture({ side: "upstream_response", limitBytes, hasMarks, flush }), flushed };
}

describe("BodyCapture", () => {
  it("keeps what came, in order, up to its limit, however it came and whenever it is moved to the journal", () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ size: fc.integer({ min: 0, max: 5_000 }), byte: fc.nat(255) }),
        fc.constant("flush" as const),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 100_000 }), fc.boolean(), (all, limit, hasMarks) => {
        const { capture, flushed } = open(limit, hasMarks);
        const sent: Uint8Array[] = [];
        for (const step of all) {
          if (step === "flush") capture.flush();
          else {
            const chunk = Buffer.alloc(step.size, step.byte);
            capture.take(chunk, 1);
            sent.push(Buffer.from(chunk));
            // Whoever sent it may use its memory again; only what is large is kept by reference.
            if (hasMarks && chunk.length <= 2_048) chunk.fill(0);
          }
        }
        const whole = Buffer.concat(sent);
        expect(Buffer.concat([...flushed, ...capture.rest()])).toEqual(whole.subarray(0, limit));
        expect(capture.size()).toBe(whole.length);
        expect(capture.describe(null, null)).toMatchObject({ captured: Math.min(limit, whole.length) });
      }),
    );
  });

  it("hands thousands of small chunks on as few", () => {
    const { capture, flushed } = open(1_000_000);
    for (let index = 0; index < 5_000; index++) capture.take(Buffer.alloc(100, index), index);
    const pieces = [...flushed, ...capture.rest()];
    expect(pieces.length).toBeLessThan(60);
    expect(Buffer.concat(pieces)).toHaveLength(500_000);
  });
});
