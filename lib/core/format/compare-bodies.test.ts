import { describe, expect, it } from "vitest";
import type { PolicyStep, RecordedEdit } from "../contracts/call";
import { compareBodies } from "./compare-bodies";

function step(name: string, edits: readonly RecordedEdit[], extra: Partial<PolicyStep> = {}): PolicyStep {
  return {
    position: 0,
    hook: "response",
    policy: "redact-personal-data",
    policy_id: name,
    name,
    version: 1,
    outcome: edits.length > 0 ? "changed" : "unchanged",
    reason: null,
    duration_ms: 0.1,
    edits,
    ...extra,
  };
}

const text = "Your account number is 1234-5678-9012. Bye.";
const path = "choices[0].message.content";
const redaction: RecordedEdit = {
  path,
  start: 23,
  end: 37,
  from: "1234-5678-9012",
  to: "[ACCOUNT]",
  rule: "account_number",
  reason: "Account number",
};
const answer = (content: string, more: object = {}) => ({
  id: "x",
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  ...more,
});

describe("compareBodies", () => {
  it("marks the very words, and blames who changed them", () => {
    const { turns, changes } = compareBodies({
      hook: "response",
      original: answer(text),
      final: answer("Your account number is [ACCOUNT]. Bye."),
      steps: [step("Replace", []), step("Redact", [redaction])],
      firstNumber: 3,
    });
    const part = turns[0]?.parts.find((one) => one.kind === "text");
    expect(part?.runs).toEqual([
      { from: "Your account number is ", to: "Your account number is ", change: null },
      { from: "1234-5678-9012", to: "[ACCOUNT]", change: 3 },
      { from: ". Bye.", to: ". Bye.", change: null },
    ]);
    expect(changes).toEqual([
      {
        number: 3,
        hook: "response",
        path,
        kind: "modified",
        from: "1234-5678-9012",
        to: "[ACCOUNT]",
        blame: [
          { step: 1, name: "Redact", version: 1, durationMs: 0.1, rule: "account_number", reason: "Account number" },
        ],
      },
    ]);
  });

  it("blames both when one policy edits what another wrote", () => {
    const second = { ...redaction, start: 23, end: 32, from: "[ACCOUNT]", to: "***", rule: "replace" };
    const { changes } = compareBodies({
      hook: "response",
      original: answer(text),
      final: answer("Your account number is ***. Bye."),
      steps: [step("Redact", [redaction]), step("Replace", [second])],
      firstNumber: 1,
    });
    expect(changes.map(({ from, to, blame }) => [from, to, blame.map(({ name }) => name)])).toEqual([
      ["1234-5678-9012", "***", ["Redact", "Replace"]],
    ]);
  });

  it("finds differences that no edit explains", () => {
    const { changes } = compareBodies({
      hook: "response",
      original: answer("one two three", { temperature: 1 }),
      final: answer("one 2 three", { seed: 7 }),
      steps: [],
      firstNumber: 1,
    });
    expect(changes.map((change) => [change.kind, change.path, change.from, change.to])).toEqual([
      ["modified", path, "two", "2"],
      ["removed", "temperature", "1", ""],
      ["added", "seed", "", "7"],
    ]);
    expect(changes.every((change) => change.blame.length === 0)).toBe(true);
  });

  it("keeps turns apart when one is inserted", () => {
    const user = (content: string) => ({ role: "user", content });
    const { turns, changes } = compareBodies({
      hook: "request",
      original: { messages: [user("a"), user("b")] },
      final: { messages: [{ role: "system", content: "Be kind." }, user("a"), user("b")] },
      steps: [],
      firstNumber: 1,
    });
    expect(turns.map((turn) => turn.presence)).toEqual(["final", "both", "both"]);
    expect(changes).toHaveLength(1);
  });

  it("finds blame inside tool input that is an object", () => {
    const edit: RecordedEdit = { ...redaction, path: "content[0].input.account", start: 0, end: 14 };
    const { changes } = compareBodies({
      hook: "response",
      original: {
        role: "assistant",
        content: [{ type: "tool_use", id: "t", name: "pay", input: { account: "1234-5678-9012" } }],
      },
      final: {
        role: "assistant",
        content: [{ type: "tool_use", id: "t", name: "pay", input: { account: "[ACCOUNT]" } }],
      },
      steps: [step("Redact", [edit])],
      firstNumber: 1,
    });
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every((change) => change.path === "content[0].input" && change.blame[0]?.name === "Redact")).toBe(
      true,
    );
  });

  it("tells edits with the same replacement apart", () => {
    const input = (a: string, b: string) => ({
      role: "assistant",
      content: [{ type: "tool_use", id: "t", input: { a, b } }],
    });
    const edit = (key: string, from: string, rule: string): RecordedEdit => ({
      ...redaction,
      path: `content[0].input.${key}`,
      start: 0,
      end: from.length,
      from,
      to: "[X]",
      rule,
    });
    const { changes } = compareBodies({
      hook: "response",
      original: input("first", "other"),
      final: input("[X]", "[X]"),
      steps: [step("Redact", [edit("a", "first", "one"), edit("b", "other", "two")])],
      firstNumber: 1,
    });
    expect(changes.map((change) => change.blame.map((blame) => blame.rule))).toEqual([["one"], ["two"]]);
  });

  it("blames the policy that stopped the call for what was taken away", () => {
    const { changes } = compareBodies({
      hook: "response",
      original: answer(text),
      final: { error: { message: "Blocked", code: "blocked_by_policy" } },
      steps: [step("Guard", [], { outcome: "blocked", reason: "Not allowed" })],
      firstNumber: 1,
    });
    expect(new Set(changes.map((change) => change.kind))).toEqual(new Set(["removed", "added"]));
    expect(changes.every((change) => change.blame[0]?.name === "Guard")).toBe(true);
  });

  it("compares a megabyte at once", () => {
    const big = "lorem ipsum dolor sit amet ".repeat(40_000);
    const started = performance.now();
    const { changes } = compareBodies({
      hook: "request",
      original: { messages: [{ role: "user", content: `${big}secret` }] },
      final: { messages: [{ role: "user", content: `${big}hidden` }] },
      steps: [],
      firstNumber: 1,
    });
    expect(changes.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
