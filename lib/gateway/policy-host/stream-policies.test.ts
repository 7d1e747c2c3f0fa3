import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyPolicyDefinition, PolicyBinding, TextScanner } from "@/lib/core/contracts/policy";
import { definePolicy } from "@/lib/core/contracts/policy";
import type { DialectAdapter, Json } from "@/lib/core/dialects/dialect-adapter";
import { anthropicMessages } from "@/lib/core/dialects/anthropic-messages";
import { openaiChat } from "@/lib/core/dialects/openai-chat";
import { applyEdits } from "@/lib/core/json/apply-edits";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { policyDefinitions } from "@/lib/policies/registry";
import { atOnce } from "@/lib/testing/at-once";
import { cutText } from "@/lib/testing/describe-policy";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { frameChatStream, frameMessageStream, frameToolStream, frameToolUseStream } from "@/lib/testing/stream-frames";
import { z } from "zod";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies, type StreamPolicies } from "./create-stream-policies";
import { runResponsePolicies } from "./run-response-policies";

const worked = "Your account number is 1234-5678-9012.";
const now = (): number => performance.now();

function bind(policy: string, config: unknown, onFailure: PolicyBinding["onFailure"] = "open"): PolicyBinding {
  return { id: `id-${policy}`, policy, name: policy, version: 1, onFailure, config };
}

const redaction = bind("redact-personal-data", {});
const replacement = bind("replace-text", {
  pairs: [
    { from: "[REDACTED]", to: "<gone>" },
    { from: "account", to: "" },
  ],
});

/** Policies that break: by throwing, by holding everything, by blocking. */
const broken: readonly AnyPolicyDefinition[] = (["throws", "holds", "blocks", "appends", "lies"] as const).map((id) =>
  definePolicy({
    id,
    version: "1.0.0",
    title: id,
    description: id,
    examples: [],
    config: z.unknown(),
    create: () => ({ createScanner: () => createBroken(id) }),
  }),
);

function createBroken(id: "throws" | "holds" | "blocks" | "appends" | "lies"): TextScanner {
  let length = 0;
  let text = "";
  return {
    push: (piece) => {
      length += piece.length;
      text += piece;
      if (id === "throws" && text.includes("number")) throw new Error(`saw ${text}`);
      if (id === "lies") return { decidedTo: length + 5, edits: [] };
      const block = { rule: "number", reason: "Numbers are not allowed." };
      if (id === "blocks" && text.includes("number")) return { decidedTo: 0, edits: [], block };
      return { decidedTo: id === "holds" ? 0 : length, edits: [] };
    },
    end: () => {
      const addition = { start: length, end: length, replacement: "!", rule: "r", reason: "r" };
      return { decidedTo: length, edits: id === "appends" ? [addition] : [] };
    },
  };
}

function start(adapter: DialectAdapter, bindings: readonly PolicyBinding[]): StreamPolicies {
  const policies = compilePolicies(bindings, [...policyDefinitions, ...broken]);
  return createStreamPolicies({ adapter, policies, context: testContext, now });
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

function run(stream: StreamPolicies, bytes: Uint8Array, chunkSize = bytes.length): Uint8Array {
  return new Uint8Array(replayStream(stream, bytes, chunkSize));
}

function assemble(adapter: DialectAdapter, bytes: Uint8Array): Json {
  return adapter.assembleStream(decodeSse(bytes)).body;
}

function readAnswer(adapter: DialectAdapter, bytes: Uint8Array): string | undefined {
  return adapter.listResponseSlots(assemble(adapter, bytes))[0]?.text;
}

const dialects = [
  ["chat", openaiChat, frameChatStream],
  ["messages", anthropicMessages, frameMessageStream],
] as const;
const toolDialects = [
  ["chat", openaiChat, frameToolStream],
  ["messages", anthropicMessages, frameToolUseStream],
] as const;

describe.each(dialects)("the worked example, streamed by %s", (_name, adapter, frame) => {
  const redacted = "Your account number is [REDACTED].";

  it("is redacted wherever it is cut in up to three pieces", () => {
    for (let first = 0; first <= worked.length; first++) {
      for (let second = first; second <= worked.length; second++) {
        const pieces = [worked.slice(0, first), worked.slice(first, second), worked.slice(second)];
        expect(readAnswer(adapter, run(start(adapter, [redaction]), frame(pieces)))).toBe(redacted);
      }
    }
  });

  it("is redacted in any pieces, through any chunks, and every step can be rebuilt", () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1, max: 400 }), (where, chunkSize) => {
        const original = frame(cutText(worked, where));
        const stream = start(adapter, [redaction, replacement]);
        const final = run(stream, original, chunkSize);
        expect(readAnswer(adapter, final)).toBe("Your  number is <gone>.");
        expect(stream.isChanged()).toBe(true);
        const rebuilt = stream
          .steps()
          .reduce((body, { edits }) => applyEdits(body, edits), assemble(adapter, original));
        expect(rebuilt).toEqual(assemble(adapter, final));
        const whole = new TextEncoder().encode(JSON.stringify(assemble(adapter, original)));
        const policies = compilePolicies([redaction, replacement], policyDefinitions);
        const unstreamed = atOnce(runResponsePolicies({ body: whole, adapter, policies, context: testContext, now }));
        expect(JSON.parse(Buffer.from(unstreamed.bytes).toString())).toEqual(assemble(adapter, final));
        expect(unstreamed.steps.map(({ edits }) => edits)).toEqual(stream.steps().map(({ edits }) => edits));
      }),
      { numRuns: 300 },
    );
  });

  it("is redacted when it comes letter by letter, one byte at a time", () => {
    expect(readAnswer(adapter, run(start(adapter, [redaction]), frame(worked.split("")), 1))).toBe(redacted);
  });

  it("keeps every byte but the edited words", () => {
    const original = Buffer.from(frame(["Your account number is 1234-", "5678-", "9012."])).toString();
    const final = Buffer.from(
      run(start(adapter, [redaction]), frame(["Your account number is 1234-", "5678-", "9012."])),
    );
    const expected = original
      .replace('"Your account number is 1234-"', '"Your account number is [REDACTED]"')
      .replace('"5678-"', '""')
      .replace('"9012."', '"."');
    expect(final.toString()).toBe(expected);
  });

  it("leaves an answer that nobody edits byte-identical, through chunks of every size", () => {
    const bytes = frame(["The answer", " is 42,\n", "é 😀 ", "as ever", " in 2024"]);
    for (let size = 1; size < bytes.length; size += size < 20 ? 1 : 37) {
      const stream = start(adapter, [redaction, replacement]);
      expect(run(stream, bytes, size)).toEqual(bytes);
      expect(stream.isChanged()).toBe(false);
      expect(stream.steps().map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
    }
  });

  it("lets each event leave as soon as its words are decided", () => {
    const stream = start(adapter, [redaction, replacement]);
    let seen = "";
    const bytes = frame(["The ", "quick ", "brown ", "fox "]);
    for (const event of Buffer.from(bytes)
      .toString()
      .split(/(?<=\n\n)/)) {
      seen += Buffer.from(join(stream.push(Buffer.from(event)))).toString();
      if (event.includes("brown ")) expect(seen).toContain("brown ");
    }
  });

  it("goes on without a policy that throws when it fails open", () => {
    const stream = start(adapter, [redaction, bind("throws", {}), replacement]);
    expect(readAnswer(adapter, run(stream, frame(cutText(worked, [0.3, 0.5]))))).toBe("Your  number is <gone>.");
    const [, step] = stream.steps();
    expect(step).toMatchObject({ outcome: "failed-open", reason: "The policy failed." });
  });

  it.each(["lies", "no-such-policy"])("survives a policy that %s", (id) => {
    const stream = start(adapter, [bind(id, {}), redaction]);
    expect(readAnswer(adapter, run(stream, frame(cutText(worked, [0.3, 0.5]))))).toBe(redacted);
    expect(stream.steps()[0]?.outcome).toBe("failed-open");
  });

  it.each([
    ["blocks", "open", "blocked", false],
    ["throws", "closed", "failed-closed", true],
  ] as const)("ends legally when a policy %s (fails %s)", (id, onFailure, outcome, isFailure) => {
    const stream = start(adapter, [bind(id, {}, onFailure), redaction]);
    const bytes = run(stream, frame(["Your ", "account ", "number ", "is 1234-5678-9012."]), 50);
    expect(Buffer.from(bytes).toString()).not.toContain("number");
    const { body, isComplete } = adapter.assembleStream(decodeSse(bytes));
    expect(isComplete).toBe(true);
    const end =
      adapter === openaiChat ? { choices: [{ finish_reason: "content_filter" }] } : { stop_reason: "refusal" };
    expect(body).toMatchObject(end);
    expect(stream.block()).toMatchObject({ policyName: id, isFailure });
    expect(stream.steps()[0]?.outcome).toBe(outcome);
    expect(stream.push(frame(["more"]))).toEqual([]);
  });

  it("refuses text that is added to what has left, and takes what is added to what is held", () => {
    const alone = start(adapter, [bind("appends", {})]);
    expect(readAnswer(adapter, run(alone, frame(["Done."])))).toBe("Done.");
    expect(alone.steps()[0]?.outcome).toBe("failed-open");
    const held = start(adapter, [bind("appends", {}), redaction]);
    expect(readAnswer(adapter, run(held, frame(["Done."])))).toBe("Done.!");
  });

  it("bounds what is held", () => {
    const stream = start(adapter, [bind("holds", {}), redaction]);
    const pieces = Array.from({ length: 300 }, () => "word ".repeat(1000));
    expect(readAnswer(adapter, run(stream, frame([...pieces, worked]), 65_536))).toBe(pieces.join("") + redacted);
    expect(stream.steps()[0]).toMatchObject({ outcome: "failed-open" });
    expect(stream.steps()[0]?.reason).toContain("held back more than");
  });

  it("decides what a cut stream left open", () => {
    const bytes = frame(["Your account number is 1234-5678-9012"]);
    const cut = bytes.slice(0, Buffer.from(bytes).indexOf("9012") + 20 + (adapter === openaiChat ? 170 : 20));
    const final = Buffer.from(run(start(adapter, [redaction]), cut)).toString();
    expect(final).not.toContain("9012");
    expect(final).toContain("[REDACTED]");
  });
});

describe.each(toolDialects)("tool arguments, streamed by %s", (_name, adapter, frame) => {
  const argument = {
    to: "ada@example.com",
    "a.b": [{ note: 'say "1234-5678-9012"\n😀' }, 4111111111111111, true],
    n: 7,
  };

  it("are edited inside strings and numbers, stay valid JSON, and can be rebuilt", () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, fc.boolean(), (where, isEscaped) => {
        const plain = JSON.stringify(argument);
        const json = isEscaped
          ? plain.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
          : plain;
        const original = frame(cutText(json, where));
        const stream = start(adapter, [redaction, replacement]);
        const final = run(stream, original, 100);
        const [slot] = adapter.listResponseSlots(assemble(adapter, final));
        if (slot?.format === "json") {
          expect(JSON.parse(slot.text)).toEqual({
            to: "<gone>",
            "a.b": [{ note: 'say "<gone>"\n😀' }, "<gone>", true],
            n: 7,
          });
        }
        const rebuilt = stream
          .steps()
          .reduce((body, { edits }) => applyEdits(body, edits), assemble(adapter, original));
        expect(rebuilt).toEqual(assemble(adapter, final));
        const whole = new TextEncoder().encode(JSON.stringify(assemble(adapter, original)));
        const policies = compilePolicies([redaction, replacement], policyDefinitions);
        const unstreamed = atOnce(runResponsePolicies({ body: whole, adapter, policies, context: testContext, now }));
        expect(JSON.parse(Buffer.from(unstreamed.bytes).toString())).toEqual(assemble(adapter, final));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a chat stream with more than one thing in it", () => {
  const send = (choice: object): string =>
    `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, ...choice }] })}\n\n`;
  const run = (events: readonly string[]): string => {
    const stream = createStreamPolicies({
      adapter: openaiChat,
      policies: compilePolicies([redaction], policyDefinitions),
      context: testContext,
      now,
    });
    const out = events.flatMap((event) => stream.push(Buffer.from(event)));
    return Buffer.concat([...out, ...stream.end()]).toString();
  };

  it("catches a value that reasoning interrupts", () => {
    const out = run([
      send({ delta: { content: "hi 1234-5678" } }),
      send({ delta: { reasoning_content: "hm" } }),
      send({ delta: { content: "-9012 done" }, finish_reason: "stop" }),
      "data: [DONE]\n\n",
    ]);
    expect(out).not.toContain("1234-5678");
    expect(out).toContain("[REDACTED]");
  });

  it("removes log probabilities that repeat what was removed, and keeps the others", () => {
    const out = run([
      send({ delta: { content: "hi " }, logprobs: { content: [{ token: "hi " }] } }),
      send({ delta: { content: "bob@example.com " }, logprobs: { content: [{ token: "bob@example.com" }] } }),
      send({ delta: { content: "bye" }, logprobs: { content: [{ token: "bye" }] }, finish_reason: "stop" }),
    ]);
    expect(out).not.toContain("bob@");
    expect(out).toContain('"token":"hi "');
    expect(out).toContain('"token":"bye"');
  });
});
