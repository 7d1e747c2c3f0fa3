import { describe, expect, it } from "vitest";
import { buildCallDetail, buildEdit, buildStep } from "@/lib/testing/build-call-detail";
import { boundBodies } from "./bound-bodies";
import { defaultSelection, presetPairs, readSelection } from "./hops";
import { prepareBodies } from "./prepare-bodies";

const edit = buildEdit({
  path: "messages[0].content",
  start: 5,
  from: "a@b.io",
  to: "[EMAIL]",
  rule: "email",
  reason: "E-mail",
});
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
    const turns = bounded.sections[0]?.turns ?? [];
    expect(turns.length).toBeLessThan(100);
    expect(turns.reduce((sum, { omitted }) => sum + (omitted?.count ?? 1), 0)).toBe(3_000);
  });

  it("sends the first of very many changes in one text, says how many follow, and lists those that can be gone to", () => {
    const mails = Array.from({ length: 20_000 }, (_, index) => `u${String(index)}@b.io`);
    let start = 0;
    const edits = mails.map((from) => {
      const edit = buildEdit({ path: "messages[0].content", start, from, to: "[EMAIL]" });
      start += from.length + 1;
      return edit;
    });
    const call = buildCallDetail({
      request: { original: body(mails.join("\n")), final: body(mails.map(() => "[EMAIL]").join("\n")) },
      steps: [buildStep({ outcome: "changed", edits })],
    });
    const bounded = boundBodies(prepareBodies(call));
    expect(JSON.stringify(bounded).length).toBeLessThan(1_000_000);
    const runs = bounded.sections[0]?.turns[0]?.parts[0]?.runs ?? [];
    const drawn = runs.filter(({ change }) => change !== null).length;
    expect(drawn).toBeGreaterThan(500);
    expect(runs.at(-1)).toMatchObject({ change: null, omittedChanges: 20_000 - drawn });
    expect(bounded.changes).toHaveLength(drawn);
    expect(bounded.sections[0]?.unlisted).toBe(20_000 - drawn);
  });

  it("sends the first of very many changed messages, and says where the others and their changes are", () => {
    const write = (word: string) =>
      Array.from({ length: 3_000 }, (_, index) => ({
        role: "user",
        content: `${String(index)} ${word} ${"x ".repeat(200)}`,
      }));
    const [original, final] = [{ messages: write("old") }, { messages: write("new") }];
    const whole = prepareBodies(buildCallDetail({ request: { original, final } }));
    const bounded = boundBodies(whole);
    expect(JSON.stringify(bounded).length).toBeLessThan(1_500_000);
    expect(bounded.changes).toHaveLength(3_000);
    const [section] = bounded.sections;
    const left = section?.turns.filter(({ omitted }) => omitted !== undefined) ?? [];
    expect(left.length).toBeGreaterThan(2_900);
    for (const { omitted } of left) {
      const turn = whole.sections[0]?.turns[omitted?.at ?? -1];
      expect(omitted?.changes).toEqual(turn?.parts.flatMap(({ runs }) => runs.flatMap((run) => run.change ?? [])));
    }
  });

  it("says how many changes it does not list", () => {
    const write = (word: string) => ({
      messages: Array.from({ length: 6_000 }, (_, index) => ({ role: "user", content: `${String(index)} ${word}` })),
    });
    const call = buildCallDetail({ request: { original: write("old"), final: write("new") } });
    const { sections, changes } = boundBodies(prepareBodies(call));
    expect(changes.length + (sections[0]?.unlisted ?? 0)).toBe(6_000);
    expect(sections[0]?.unlisted).toBeGreaterThan(0);
  });

  it("sends short bodies whole", () => {
    const call = buildCallDetail();
    const { sections } = prepareBodies(call);
    expect(boundBodies({ sections, changes: [] }).sections[0]?.turns).toEqual(sections[0]?.turns);
  });
});
