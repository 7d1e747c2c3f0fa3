import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyPolicyDefinition } from "@/lib/core/contracts/policy";
import { runPolicy } from "./scan-text";

export interface PolicySuite {
  /** Configurations to try beside those of the examples. */
  readonly configs?: readonly unknown[];
  /** Texts that give the policy work; split and mixed in every way. */
  readonly texts: readonly string[];
}

/** Cuts a text at offsets given as fractions, so that they shrink well. */
export function cutText(text: string, cuts: readonly number[]): string[] {
  const points = [...new Set(cuts.map((cut) => Math.floor(cut * (text.length + 1))))].sort((a, b) => a - b);
  return [...points, text.length].map((point, index) => text.slice(points[index - 1] ?? 0, point));
}

const junk = [null, 1, "x", [], { no_such_option: true }];
const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

/** What every policy promises; run for each of them. */
export function describePolicy(definition: AnyPolicyDefinition, suite: PolicySuite): void {
  const configs = [...definition.examples.map(({ config }) => config), ...(suite.configs ?? [])];
  const words = fc.array(
    fc.oneof(fc.constantFrom(...suite.texts), fc.constantFrom(" ", ". ", "\n", "-", "1", "@"), fc.string()),
    {
      maxLength: 8,
    },
  );

  describe(`${definition.id} keeps the promises of a policy`, () => {
    it("says what it is", () => {
      expect(definition.id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
      expect(definition.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(definition.title.length * definition.description.length).toBeGreaterThan(0);
      expect(definition.examples.length).toBeGreaterThan(0);
    });

    it.each(definition.examples.map((example) => [example.title, example] as const))(
      "example: %s",
      (_title, example) => {
        expect(runPolicy(definition.create(example.config), [example.input]).output).toBe(example.output);
      },
    );

    it.each(junk.map((config) => [JSON.stringify(config), config] as const))(
      "refuses the configuration %s",
      (_text, config) => {
        expect(() => definition.create(config)).toThrow();
      },
    );

    it("does the same wherever the text is split", () => {
      const check = (config: unknown, text: string, cuts: readonly number[]): void => {
        const policy = definition.create(config);
        const whole = runPolicy(policy, [text]);
        const split = runPolicy(policy, cutText(text, cuts));
        expect(split.output).toBe(whole.output);
        expect(split.block).toEqual(whole.block);
      };
      const run = fc.property(fc.constantFrom(...configs), words, fractions, (config, parts, cuts) => {
        check(config, parts.join(""), cuts);
      });
      fc.assert(run, { numRuns: 1000 });
      for (const config of configs) {
        for (const text of suite.texts) {
          for (let at = 0; at <= text.length; at++) check(config, text, [at / (text.length + 1)]);
          const policy = definition.create(config);
          expect(runPolicy(policy, text.split("")).output).toBe(runPolicy(policy, [text]).output);
        }
      }
    });

    it("knows texts that it would leave as they are", () => {
      const run = fc.property(fc.constantFrom(...configs), words, (config, parts) => {
        const policy = definition.create(config);
        const text = parts.join("");
        if (policy.mayEdit === undefined || policy.mayEdit(text)) return;
        expect(runPolicy(policy, [text])).toMatchObject({ output: text, edits: [], block: null });
      });
      fc.assert(run, { numRuns: 1000 });
    });

    it("decides everything at the end, and never quotes what it removed", () => {
      for (const config of configs) {
        for (const text of suite.texts) {
          const { edits, held, block } = runPolicy(definition.create(config), [text]);
          if (block === null) expect(held.at(-1)).toBe(0);
          const removed = edits.filter(({ start, end }) => end - start > 3);
          expect(removed.some(({ start, end, reason }) => reason.includes(text.slice(start, end)))).toBe(false);
        }
      }
    });
  });
}
