import { describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { anthropicMessages } from "@/lib/core/dialects/anthropic-messages";
import type { DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import { openaiChat } from "@/lib/core/dialects/openai-chat";
import { openaiCompletions } from "@/lib/core/dialects/openai-completions";
import { openaiResponses } from "@/lib/core/dialects/openai-responses";
import { policyDefinitions } from "@/lib/policies/registry";
import { atOnce } from "@/lib/testing/at-once";
import { testContext } from "@/lib/testing/scan-text";
import { compilePolicies } from "./compile-policies";
import type { BodyOutcome } from "./policy-outcome";
import { runRequestPolicies } from "./run-request-policies";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function bind(config: unknown, onFailure: PolicyBinding["onFailure"] = "open"): PolicyBinding {
  return { id: "id", policy: "redact-personal-data", name: "Privacy", version: 3, onFailure, config };
}

function run(
  adapter: DialectAdapter | null,
  body: string,
  binding: PolicyBinding = bind({ where: "both" }),
): BodyOutcome {
  const policies = compilePolicies([binding], policyDefinitions);
  const now = (): number => performance.now();
  return atOnce(runRequestPolicies({ body: encode(body), adapter, policies, context: testContext, now }));
}

const mail = "ada@example.com";

describe("request policies", () => {
  it.each([
    [openaiChat, `{"model":"m","messages":[{"role":"system","content":"${mail}"}],"seed":1.0}`],
    [openaiChat, `{"messages":[{"role":"user","content":[{"type":"text","text":"x ${mail}"}]}]}`],
    [openaiChat, `{"messages":[{"role":"tool","content":"${mail}","tool_call_id":"c"}]}`],
    [openaiChat, `{"messages":[{"tool_calls":[{"function":{"name":"f","arguments":"{\\"to\\":\\"${mail}\\"}"}}]}]}`],
    [openaiCompletions, `{"prompt":["one","${mail}"]}`],
    [openaiResponses, `{"instructions":"i","input":"${mail}"}`],
    [openaiResponses, `{"input":[{"role":"user","content":[{"type":"input_text","text":"${mail}"}]}]}`],
    [openaiResponses, `{"input":[{"type":"function_call_output","call_id":"c","output":"${mail}"}]}`],
    [openaiResponses, `{"input":[{"type":"function_call","arguments":"{\\"to\\":\\"${mail}\\"}"}]}`],
    [anthropicMessages, `{"system":"${mail}","messages":[]}`],
    [anthropicMessages, `{"system":[{"type":"text","text":"${mail}","cache_control":{"type":"ephemeral"}}]}`],
    [anthropicMessages, `{"messages":[{"role":"user","content":"${mail}"}]}`],
    [
      anthropicMessages,
      `{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"a.b":["${mail}"]}}]}]}`,
    ],
    [anthropicMessages, `{"messages":[{"role":"user","content":[{"type":"tool_result","content":"${mail}"}]}]}`],
    [
      anthropicMessages,
      `{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"${mail}"}]}]}]}`,
    ],
  ] as const)("edit every text of %o and nothing else: %s", ({ id }, body) => {
    const adapter =
      [openaiChat, openaiCompletions, openaiResponses, anthropicMessages].find((one) => one.id === id) ?? null;
    const outcome = run(adapter, body);
    expect(Buffer.from(outcome.bytes).toString()).toBe(body.replace(mail, "[REDACTED]"));
    expect(outcome.steps).toMatchObject([{ outcome: "changed", version: 3, policy_id: "id", hook: "request" }]);
  });

  it("leave signed thinking as it is", () => {
    const block = `{"type":"thinking","thinking":"${mail}","signature":"abc"}`;
    const outcome = run(anthropicMessages, `{"messages":[{"role":"assistant","content":[${block}]}]}`);
    expect(outcome.steps[0]?.outcome).toBe("skipped");
  });

  it("give the same bytes back when nothing changed", () => {
    const body = encode('{ "messages": [ {"role":"user","content":"hello"} ] }');
    const policies = compilePolicies([bind({ where: "both" })], policyDefinitions);
    const outcome = atOnce(
      runRequestPolicies({ body, adapter: openaiChat, policies, context: testContext, now: () => 0 }),
    );
    expect(outcome.bytes).toBe(body);
    expect(outcome.steps[0]?.outcome).toBe("unchanged");
  });

  it("keep bytes that are not UTF-8 around an edit", () => {
    const body = Buffer.concat([
      encode('{"x":"'),
      Buffer.from([0xff]),
      encode(`","messages":[{"content":"${mail}"}]}`),
    ]);
    const policies = compilePolicies([bind({ where: "both" })], policyDefinitions);
    const { bytes } = atOnce(
      runRequestPolicies({ body, adapter: openaiChat, policies, context: testContext, now: () => 0 }),
    );
    expect(Buffer.from(bytes).includes(Buffer.from([0x22, 0xff, 0x22]))).toBe(true);
    expect(Buffer.from(bytes).toString()).toContain("[REDACTED]");
  });

  it.each([
    [null, "{}", "Policies do not read this endpoint."],
    [openaiChat, "not json", "The body is not JSON."],
    [openaiChat, "[]", "The body is not a JSON object."],
    [openaiChat, '{"messages":"x"}', "No text that this policy reads."],
  ] as const)("are skipped with a reason: %#", (adapter, body, reason) => {
    const { steps, block } = run(adapter, body);
    expect(steps).toMatchObject([{ outcome: "skipped", reason }]);
    expect(block).toBeNull();
  });

  it("do not read requests when they are for responses", () => {
    const { steps } = run(openaiChat, `{"messages":[{"content":"${mail}"}]}`, bind({}));
    expect(steps).toMatchObject([{ outcome: "skipped", reason: "It does not read requests." }]);
  });

  it("block", () => {
    const binding = bind({ where: "requests", kinds: { email: "block" } });
    const { block, steps, bytes } = run(openaiChat, `{"messages":[{"content":"write ${mail}"}]}`, binding);
    expect(block).toEqual({
      policyName: "Privacy",
      rule: "email",
      reason: "It contains: e-mail address.",
      isFailure: false,
    });
    expect(steps[0]?.outcome).toBe("blocked");
    expect(Buffer.from(bytes).toString()).toContain(mail);
  });

  it.each([
    ["open", "failed-open", false],
    ["closed", "failed-closed", true],
  ] as const)("fail %s when their configuration is broken", (onFailure, outcome, isBlocked) => {
    const { block, steps } = run(openaiChat, `{"messages":[{"content":"x"}]}`, bind({ nonsense: 1 }, onFailure));
    expect(steps[0]).toMatchObject({ outcome, reason: "The policy failed." });
    expect(block !== null).toBe(isBlocked);
  });

  it("fail on nesting that would overflow a recursive reader, and say so", () => {
    const deep = `${"[".repeat(50_000)}"${mail}"${"]".repeat(50_000)}`;
    const inside = `{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"a":${deep}}}]}]}`;
    const outcome = run(anthropicMessages, inside);
    const reason = "A value is nested too deeply for policies to read it.";
    expect(outcome.steps).toMatchObject([{ outcome: "failed-open", reason }]);
    const quoted = JSON.stringify({ messages: [{ tool_calls: [{ function: { arguments: deep } }] }] });
    expect(run(openaiChat, quoted).steps).toMatchObject([{ outcome: "failed-open", reason }]);
    const closed = run(openaiChat, quoted, bind({ where: "both" }, "closed"));
    expect(closed.block).toMatchObject({ isFailure: true, reason });
  });
});
