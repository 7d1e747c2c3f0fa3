import { describe, expect, it } from "vitest";
import { buildCallDetail, buildStep } from "@/lib/testing/build-call-detail";
import { boundBodies } from "./bound-bodies";
import { defaultSelection, presetPairs, readSelection } from "./hops";
import { prepareBodies } from "./prepare-bodies";

const edit = {
  path: "messages[0].content",
  start: 5,
  end: 11,
  from: "a@b.io",
  to: "[EMAIL]",
  rule: "email",
  reason: "E-mail",
};
const body = (content: string) => ({ model: "demo", messages: [{ role: "user", content }] });

describe("prepareBodies", () => {
  const call = buildCallDetail({
    request: { original: body("Mail a@b.io 5"), final: body("Mail [EMAIL] [N]") },
    steps: [
      buildStep({ name: "One", hook: "request", outcome: "changed", edits: [edit] }),
      buildStep({
        name: "Two",
        hook: "request",
        outcome: "changed",
        edits: [{ ...edit, start: 13, end: 14, from: "5", to: "[N]", rule: "number" }],
      }),
    ],
  });

  it("recomputes the final without the steps that are left out, and says so", () => {
    const { sections } = prepareBodies(call, { ...defaultSelection, hidden: [0] });
    expect(sections[0]).toMatchObject({ isRecomputed: true, final: body("Mail a@b.io [N]") });
    expect(sections[0]?.changes.map(({ from, to }) => [from, to])).toEqual([["5", "[N]"]]);
  });

  it("shows one step's own before and after", () => {
    const { sections } = prepareBodies(call, { ...defaultSelection, only: 1 });
    expect(sections[0]).toMatchObject({ original: body("Mail [EMAIL] 5"), final: body("Mail [EMAIL] [N]") });
    expect(sections[0]?.changes.map(({ blame }) => blame[0]?.name)).toEqual(["Two"]);
  });

  it("shows one place alone, and two of both ways", () => {
    const alone = prepareBodies(call, { ...defaultSelection, pairs: presetPairs.model });
    expect(alone.sections.map(({ status }) => status)).toEqual(["alone", "alone"]);
    expect(alone.changes).toEqual([]);
    const across = prepareBodies(call, readSelection(new URLSearchParams("from=client_sent&to=client_received")));
    expect(across.sections).toHaveLength(1);
  });
});

describe("boundBodies", { timeout: 120_000 }, () => {
  it("sends little of a body of many messages, with every change in it", () => {
    const messages = Array.from({ length: 3_000 }, (_, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      content: `${String(index)} ${"word ".repeat(400)}`,
    }));
    const edited = messages.map((one, index) =>
      index === 1_500 ? { ...one, content: one.content.replace("word word", "word CHANGED") } : one,
    );
    const call = buildCallDetail({ request: { original: { messages }, final: { messages: edited } } });
    const bounded = boundBodies(prepareBodies(call));
    expect(JSON.stringify(bounded).length).toBeLessThan(600_000);
    expect(bounded.changes).toMatchObject([{ path: "messages[1500].content", from: "word", to: "CHANGED" }]);
    expect(bounded.sections[0]?.turns).toHaveLength(3_000);
  });

  it("sends short bodies whole", () => {
    const call = buildCallDetail();
    const { sections } = prepareBodies(call);
    expect(boundBodies({ sections, changes: [] }).sections[0]?.turns).toEqual(sections[0]?.turns);
  });
});
