import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyStep, RecordedEdit } from "../contracts/call";
import { applyEdits } from "../json/apply-edits";
import { buildEdit, buildStep } from "@/lib/testing/build-call-detail";
import { replayEdits } from "./replay-edits";

const edit = (start: number, from: string, to: string) => buildEdit({ path: "text", start, from, to });
const run = (text: string, steps: readonly PolicyStep[]) =>
  steps.reduce((document, { edits }) => applyEdits(document, edits) as { text: string }, { text }).text;

describe("replayEdits", { timeout: 120_000 }, () => {
  it("leaves out a step and moves the edits of later ones to where their text is then", () => {
    const steps = [
      buildStep({ edits: [edit(5, "a@b.io", "[EMAIL]")] }),
      buildStep({ edits: [edit(18, "555", "[PHONE]")] }),
    ];
    const text = "Mail a@b.io call 555 now";
    expect(run(text, steps)).toBe("Mail [EMAIL] call [PHONE] now");
    expect(run(text, replayEdits(steps, new Set([0])))).toBe("Mail a@b.io call [PHONE] now");
    expect(run(text, replayEdits(steps, new Set([1])))).toBe("Mail [EMAIL] call 555 now");
  });

  it("leaves out with a step what later ones made of its words", () => {
    const steps = [buildStep({ edits: [edit(0, "a", "[X]")] }), buildStep({ edits: [edit(1, "X", "Y")] })];
    expect(run("a b", replayEdits(steps, new Set([0])))).toBe("a b");
  });

  it("is the chain itself when nothing is hidden, and the original when all is", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", "dd", "e f"), { minLength: 1, maxLength: 8 });
    const chain = fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom("", "X", "YZ")), { maxLength: 3 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(words, chain, fc.array(fc.nat(3)), (parts, plan, hiddenList) => {
        const original = parts.join("");
        let text = original;
        const steps = plan.map((edits) => {
          let at = 0;
          const made: RecordedEdit[] = [];
          for (const [gap, length, to] of edits) {
            const start = at + (gap % 3);
            const from = text.slice(start, start + length);
            if (start > text.length || from.length < length || from.length === 0) continue;
            made.push(edit(start, from, to));
            at = start + length;
          }
          const step = buildStep({ edits: made });
          text = run(text, [step]);
          return step;
        });
        expect(run(original, replayEdits(steps, new Set()))).toBe(text);
        expect(run(original, replayEdits(steps, new Set([0, 1, 2, 3])))).toBe(original);
        // Every edit that is kept still finds the text that it was made for.
        const some = replayEdits(steps, new Set(hiddenList));
        let current = original;
        for (const { edits } of some) {
          for (const one of edits) expect(current.slice(one.start, one.end)).toBe(one.from);
          current = run(current, [buildStep({ edits })]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
