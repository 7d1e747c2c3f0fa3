import { describe, expect, it } from "vitest";
import type { BodyInfo, BodySide, CallDetail, PolicyStep } from "@/lib/core/contracts/call";
import { buildEdit, buildStep } from "@/lib/testing/build-call-detail";
import { countUnseenEdits, describeSide, joinNames } from "./describe-side";
import { foldText } from "@/lib/core/format/fold-text";
import { foldTurns } from "./fold-turns";
import { prepareBothSides } from "@/lib/testing/prepare-both-sides";
import { compareHeaders } from "./prepare-headers";
import { prepareJson, prepareWholeJson } from "@/lib/core/format/prepare-lines";

const info = (side: BodySide, size: number, more: Partial<BodyInfo> = {}): BodyInfo => ({
  side,
  size,
  captured: size,
  sha256: `${side}-hash`,
  is_truncated: false,
  content_type: "application/json",
  same_as: null,
  ...more,
});

const step = (more: Partial<PolicyStep>): PolicyStep => ({
  position: 0,
  hook: "request",
  policy: "redact-personal-data",
  policy_id: "p1",
  name: "Redact",
  version: 1,
  outcome: "unchanged",
  reason: null,
  duration_ms: 0.2,
  edits: [],
  ...more,
});

const request = { model: "demo", messages: [{ role: "user", content: "Mail a@b.io" }] };
const answer = (content: string) => ({ choices: [{ message: { role: "assistant", content } }] });

function build(more: Partial<CallDetail>): CallDetail {
  const base: Pick<CallDetail, "id" | "state" | "reason" | "request" | "response" | "steps" | "bodies"> = {
    id: "0193",
    state: "completed",
    reason: null,
    request: { original: request, final: request },
    response: { original: answer("Hi"), final: answer("Hi") },
    steps: [],
    bodies: [
      info("client_request", 60),
      info("upstream_request", 60, { same_as: "client_request", sha256: "client_request-hash" }),
      info("upstream_response", 40),
      info("client_response", 40, { same_as: "upstream_response", sha256: "upstream_response-hash" }),
    ],
  };
  const timings = { upstream_start_ms: 1 } as CallDetail["timings"];
  return { ...base, timings, ...more } as CallDetail;
}

describe("prepareBodies", () => {
  it("says unchanged with the evidence", () => {
    const call = build({ steps: [step({}), step({ hook: "response" })] });
    const { request: side, changes } = prepareBothSides(call);
    expect(changes).toEqual([]);
    expect(side.status).toBe("unchanged");
    expect(describeSide(call, side)).toEqual({
      tone: "neutral",
      title: "Unchanged",
      detail:
        "The same 60 bytes on both sides (SHA-256 client_reque…). 1 policy ran on the request and changed nothing.",
    });
  });

  it("tells unchanged by policies from no policy at all", () => {
    const call = build({ steps: [step({ outcome: "skipped" })] });
    expect(describeSide(call, prepareBothSides(call).request).detail).toContain("No policy ran on the request.");
  });

  it("numbers changes through both sides", () => {
    const edit = buildEdit({
      path: "messages[0].content",
      start: 5,
      from: "a@b.io",
      to: "[EMAIL]",
      rule: "email",
      reason: "E-mail",
    });
    const call = build({
      request: { original: request, final: { ...request, messages: [{ role: "user", content: "Mail [EMAIL]" }] } },
      response: { original: answer("one two"), final: answer("one three") },
      bodies: [info("client_request", 60), info("upstream_request", 61)],
      steps: [step({ outcome: "changed", edits: [edit] })],
    });
    const bodies = prepareBothSides(call);
    expect(bodies.changes.map(({ number, hook, from }) => [number, hook, from])).toEqual([
      [1, "request", "a@b.io"],
      [2, "response", "two"],
    ]);
    expect(describeSide(call, bodies.request)).toEqual({
      tone: "modified",
      title: "1 change by Redact",
      detail: "60 bytes became 61 bytes.",
    });
  });

  it("shows a blocked request as it would have been sent", () => {
    const call = build({
      state: "blocked",
      request: { original: request, final: null },
      response: { original: null, final: { error: { message: "Blocked" } } },
      steps: [step({ outcome: "blocked", reason: "Contains a secret." })],
      timings: { upstream_start_ms: null } as CallDetail["timings"],
    });
    const { request: asked, response } = prepareBothSides(call);
    expect(asked.status).toBe("stopped");
    expect(describeSide(call, asked)).toMatchObject({
      title: "Stopped by Redact",
      detail: "Nothing was sent to the provider. Contains a secret.",
    });
    expect(response.status).toBe("made-here");
    expect(describeSide(call, response).detail).toContain("was not asked");
  });

  it("says why a body is not shown", () => {
    const note = { content_type: "audio/mpeg", size: 9, note: "Not JSON. The raw bytes are kept." };
    const call = build({ response: { original: note, final: note } });
    const { response } = prepareBothSides(call);
    expect(response.status).toBe("unreadable");
    expect(describeSide(call, response).detail).toContain("Not JSON.");
    // What a policy did to it is said all the same.
    const edits = [buildEdit({ path: "choices[0].message.content", start: 0, from: "a", to: "b" })];
    const edited = build({
      response: { original: note, final: note },
      steps: [buildStep({ name: "Redact", hook: "response", outcome: "changed", edits })],
    });
    const side = prepareBothSides(edited).response;
    expect(describeSide(edited, side).title).toBe("1 edit by Redact, not shown as JSON");
    expect(countUnseenEdits(side)).toBe(1);
  });

  it("tells running from empty", () => {
    const nothing = { original: null, final: null };
    const running = build({ state: "in_progress", request: nothing, response: nothing, bodies: [] });
    expect(prepareBothSides(running).request.status).toBe("running");
    const rejected = build({ state: "rejected", request: nothing, response: nothing, bodies: [] });
    expect(prepareBothSides(rejected).request.status).toBe("empty");
    expect(describeSide(rejected, prepareBothSides(rejected).request).title).toBe("Not read");
  });

  it("tells equal content from equal bytes", () => {
    const call = build({ bodies: [info("client_request", 60), info("upstream_request", 58)] });
    expect(describeSide(call, prepareBothSides(call).request).detail).toContain("its spelling is not");
  });
});

describe("foldText", () => {
  it("keeps what is next to a change and loses nothing", () => {
    const text = "word ".repeat(2_000);
    const { head, folded, tail } = foldText(text, true);
    expect(head + folded + tail).toBe(text);
    expect(folded.length).toBeGreaterThan(8_000);
    expect(foldText("short", true).folded).toBe("");
  });

  it("cuts no surrogate pair", () => {
    const { head, folded, tail } = foldText("😀".repeat(3_000), true);
    expect([head, folded, tail].every((piece) => /^[\u{1f600}]*$/u.test(piece))).toBe(true);
  });
});

describe("foldTurns", () => {
  it("folds the unchanged middle of a long conversation", () => {
    const messages = Array.from({ length: 30 }, (_, index) => ({ role: "user", content: `message ${index}` }));
    const changed = messages.map((message, index) => (index === 15 ? { ...message, content: "changed 15" } : message));
    const call = build({ request: { original: { messages }, final: { messages: changed } }, bodies: [] });
    const groups = foldTurns(prepareBothSides(call).request.turns);
    expect(groups.filter((group) => group.kind === "folded").map((group) => group.turns.length)).toEqual([10, 9]);
    expect(groups.filter((group) => group.kind === "turn")).toHaveLength(11);
  });
});

describe("prepareJson", () => {
  it("hands short bodies over whole", () => {
    expect(prepareJson({ a: 1 }, { a: 2 }, false)).toEqual({
      original: '{\n  "a": 1\n}',
      final: '{\n  "a": 2\n}',
      omitted: 0,
      isTooDifferent: false,
    });
  });

  it("leaves out what is far from any change in long ones", () => {
    const items = Array.from({ length: 20_000 }, (_, index) => index);
    const json = prepareJson(items, [...items.slice(0, -1), "last"], true);
    expect(json.omitted).toBeGreaterThan(19_800);
    expect(json.final.split("\n").length).toBeLessThan(200);
    expect(json.final).toContain("equal lines");
  });

  it("writes out invisible characters and folds what is equal", () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, index]));
    const json = prepareJson({ a: "x\u200by", ...fields }, { a: "xy", ...fields }, false);
    expect(json.original).toContain("x‹U+200B›y");
    expect(json).toMatchObject({ omitted: 27 });
    expect(prepareJson({ a: 1, ...fields }, { a: 2, ...fields }, true).omitted).toBe(0);
  });

  it("refuses what cannot be compared in time", () => {
    const items = Array.from({ length: 5_000 }, (_, index) => `${index}`);
    expect(
      prepareJson(
        items,
        items.map((item) => `x${item}`),
        false,
      ).isTooDifferent,
    ).toBe(true);
    expect(prepareWholeJson(items)).toMatchObject({ total: 5_002, shown: 3_000 });
  });
});

describe("compareHeaders", () => {
  it("compares by name without case, changed ones first", () => {
    const headers = compareHeaders(
      [
        ["Accept", "*/*"],
        ["X-Old", "1"],
      ],
      [
        ["accept", "*/*"],
        ["x-new", "2"],
        ["x-new", "3"],
      ],
    );
    expect(headers).toEqual([
      { name: "x-new", kind: "added", from: null, to: "2\n3" },
      { name: "x-old", kind: "removed", from: "1", to: null },
      { name: "accept", kind: "same", from: "*/*", to: "*/*" },
    ]);
  });
});

describe("joinNames", () => {
  it("joins as in a sentence", () => {
    expect([joinNames([]), joinNames(["A"]), joinNames(["A", "A", "B"]), joinNames(["A", "B", "C"])]).toEqual([
      "",
      "A",
      "A and B",
      "A, B and C",
    ]);
  });
});
