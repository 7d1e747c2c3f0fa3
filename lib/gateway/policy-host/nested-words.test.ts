/** Words are read wherever a format keeps them: in citations, results of the provider's own tools, searches, commands. */
import { describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { anthropicMessages } from "@/lib/core/dialects/anthropic-messages";
import type { DialectAdapter, Json } from "@/lib/core/dialects/dialect-adapter";
import { openaiChat } from "@/lib/core/dialects/openai-chat";
import { openaiResponses } from "@/lib/core/dialects/openai-responses";
import { applyEdits } from "@/lib/core/json/apply-edits";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { policyDefinitions } from "@/lib/policies/registry";
import { atOnce } from "@/lib/testing/at-once";
import { frameEvents, listEveryItem } from "@/lib/testing/frame-responses";
import { replayStream } from "@/lib/testing/replay-stream";
import { testContext } from "@/lib/testing/scan-text";
import { compilePolicies } from "./compile-policies";
import { createStreamPolicies, type StreamPolicies } from "./create-stream-policies";
import { runRequestPolicies } from "./run-request-policies";
import { runResponsePolicies } from "./run-response-policies";

const account = "1234-5678-9012";
/** A whole number that is a card's. */
const card = 4111111111111111;

function compile(onFailure: PolicyBinding["onFailure"] = "open"): ReturnType<typeof compilePolicies> {
  const binding = { id: "i", policy: "redact-personal-data", name: "Privacy", version: 1, onFailure };
  return compilePolicies([{ ...binding, config: { where: "both" } }], policyDefinitions);
}

function start(adapter: DialectAdapter, onFailure: PolicyBinding["onFailure"] = "open"): StreamPolicies {
  return createStreamPolicies({ adapter, policies: compile(onFailure), context: testContext, now: () => 0 });
}

const frame = (events: readonly Json[]): string => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const redact = (text: string): string =>
  text.replaceAll(account, "[REDACTED]").replaceAll(String(card), '"[REDACTED]"');

/** Checks that everything is gone and nothing else changed, however the stream is cut, and that the record says so too. */
function checkStream(adapter: DialectAdapter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (const size of [bytes.length, 1, 7, 64]) {
    const stream = start(adapter);
    const out = replayStream(stream, bytes, size);
    expect(out.toString()).toBe(redact(text));
    const [before, after] = [bytes, out].map((sent) => adapter.assembleStream(decodeSse(sent)).body);
    const edits = stream.steps().flatMap((step) => step.edits);
    expect(applyEdits(before ?? null, edits)).toEqual(after);
  }
}

const result = (type: string, content: Json): Json => ({ type, tool_use_id: "s", content });
const page = { type: "document", title: account, source: { type: "text", media_type: "text/plain", data: account } };
const blocks: readonly Json[] = [
  result("web_search_tool_result", [{ type: "web_search_result", title: account, url: "u", encrypted_content: "E" }]),
  result("web_fetch_tool_result", { type: "web_fetch_result", url: "u", content: page }),
  result("bash_code_execution_tool_result", { stdout: `a ${account}`, stderr: account, return_code: 0, content: [] }),
  result("text_editor_code_execution_tool_result", { file_type: "text", content: account, num_lines: 1 }),
  result("mcp_tool_result", [{ type: "text", text: account }]),
  result("mcp_tool_result", account),
  result("advisor_tool_result", { type: "advisor_result", text: account }),
  { type: "tool_use", id: "t", name: "f", input: { to: account, card } },
  { type: "compaction", content: account },
];

const cited = { type: "char_location", cited_text: account, document_title: account, document_index: 0 };
const asked: Json = { to: account, card };
const link = { type: "url_citation", url_citation: { url: "u", title: account, content: account } };
const ran = { index: 0, type: "search", arguments: JSON.stringify(asked), output: account };

describe("words in Anthropic's blocks", () => {
  it.each(blocks)("are read in a block that starts with them, whole and in requests: %j", (block) => {
    const begin = { type: "content_block_start", index: 0, content_block: block };
    checkStream(anthropicMessages, frame([begin, { type: "content_block_stop", index: 0 }]));
    const body = JSON.stringify({ messages: [{ role: "user", content: [block] }], content: [block] });
    const input = { body: new TextEncoder().encode(body), adapter: anthropicMessages, policies: compile() };
    const rest = { context: testContext, now: () => 0 };
    const request = JSON.stringify({ messages: [{ role: "user", content: [block] }], content: [] });
    const sent = { ...input, body: new TextEncoder().encode(request) };
    expect(Buffer.from(atOnce(runRequestPolicies({ ...sent, ...rest })).bytes).toString()).toBe(redact(request));
    const answer = JSON.stringify({ content: [block] });
    const got = { ...input, body: new TextEncoder().encode(answer) };
    expect(Buffer.from(atOnce(runResponsePolicies({ ...got, ...rest })).bytes).toString()).toBe(redact(answer));
  });

  it("are read in citations, compactions and explanations as they come", () => {
    const delta = (index: number, of: Json): Json => ({ type: "content_block_delta", index, delta: of });
    checkStream(
      anthropicMessages,
      frame([
        { type: "message_start", message: { id: "m", type: "message", content: [] } },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "", citations: [cited] } },
        delta(0, { type: "text_delta", text: `It is ${account}.` }),
        delta(0, { type: "citations_delta", citation: cited }),
        delta(0, { type: "citations_delta", citation: cited }),
        { type: "content_block_stop", index: 0 },
        { type: "content_block_start", index: 1, content_block: { type: "compaction", content: null } },
        delta(1, { type: "compaction_delta", content: account }),
        { type: "content_block_stop", index: 1 },
        { type: "message_delta", delta: { stop_reason: "refusal", stop_details: { explanation: account } }, usage: {} },
        { type: "message_stop" },
      ]),
    );
  });

  it("are left alone where they are signed or sealed", () => {
    const sealed = { type: "compaction", content: account, encrypted_content: "Eq" };
    const signed = { type: "thinking", thinking: account, signature: "Eq" };
    const text = frame(
      [sealed, signed].map((content_block, index) => ({ type: "content_block_start", index, content_block })),
    );
    expect(replayStream(start(anthropicMessages), new TextEncoder().encode(text)).toString()).toBe(text);
  });
});

describe("words in chat", () => {
  const chunk = (delta: Json, rest: object = {}): Json => ({ id: "c", choices: [{ index: 0, delta }], ...rest });

  it("are read in citations, tools that ran, searches and arguments that are objects", () => {
    const call = { index: 0, id: "a", type: "function", function: { name: "f", arguments: asked } };
    checkStream(
      openaiChat,
      frame([
        chunk({ role: "assistant", annotations: [link] }),
        chunk({ annotations: [link, link], executed_tools: [{ ...ran, arguments: JSON.stringify({ to: account }) }] }),
        chunk({ tool_calls: [call] }, { search_results: [{ title: account, snippet: account, url: "u" }] }),
        chunk({ content: [{ type: "reasoning", summary: [{ type: "summary_text", text: account }] }] }),
        { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
      ]),
    );
  });

  it("are the same in what is repeated in every event, however a value is split", () => {
    const pieces = ["It is 1234-", "5678", "-90", "12, and ", account, "."];
    let said = "";
    const events = pieces.map((content) => {
      said += content;
      return { id: "c", choices: [{ index: 0, delta: { content }, message: { role: "assistant", content: said } }] };
    });
    const bytes = new TextEncoder().encode(frame(events));
    for (const size of [bytes.length, 1, 30]) {
      const out = replayStream(start(openaiChat), bytes, size).toString();
      expect(out).not.toMatch(/1234|5678|9012|-90/);
      let heard = "";
      for (const { data } of decodeSse(Buffer.from(out))) {
        const { choices } = JSON.parse(data) as { choices: { delta: { content: string }; message: object }[] };
        heard += choices[0]?.delta.content ?? "";
        expect(choices[0]?.message).toEqual({ role: "assistant", content: heard });
      }
      expect(heard).toBe("It is [REDACTED], and [REDACTED].");
    }
  });

  it("are read in a message that repeats nothing", () => {
    const text = frame([
      chunk({ content: "Hello" }),
      { id: "c", choices: [{ index: 0, delta: {}, message: { role: "assistant", content: `Hello ${account}` } }] },
    ]);
    expect(replayStream(start(openaiChat), new TextEncoder().encode(text)).toString()).toBe(redact(text));
  });
});

describe("words in Responses", () => {
  it("are read in every copy of everything that is said", () => {
    const out = replayStream(start(openaiResponses), frameEvents(listEveryItem(`It is ${account}.`)), 50).toString();
    expect(out).not.toContain(account);
    const { body } = openaiResponses.assembleStream(decodeSse(Buffer.from(out)));
    expect(body).toEqual(listEveryItem("It is [REDACTED].").at(-1)?.response);
  });

  it.each<Json>([
    { type: "file_search_call", queries: [account], results: [{ text: account, attributes: { author: account } }] },
    { type: "code_interpreter_call", code: account, outputs: [{ type: "logs", logs: account }] },
    { type: "shell_call", action: { commands: [account] } },
    { type: "shell_call_output", output: [{ stdout: account, stderr: account }] },
    { type: "local_shell_call", action: { command: ["mail", account], env: { TO: account } } },
    { type: "apply_patch_call", operation: { type: "update_file", path: "a", diff: account } },
    { type: "computer_call", action: { type: "type", text: account }, pending_safety_checks: [{ message: account }] },
    { type: "image_generation_call", revised_prompt: account, result: "AA==" },
    { type: "mcp_call", arguments: "{}", error: { content: [{ type: "text", text: account }] } },
    { type: "tool_search_call", arguments: { query: account, card } },
  ])("are read in items of tools: %j", (item) => {
    checkStream(openaiResponses, frame([{ type: "response.output_item.done", output_index: 0, item }]));
  });

  it("are read in commands and patches as they come", () => {
    const at = { output_index: 0 };
    const grow = (name: string, key: string, rest: object): Json[] => [
      { type: `response.${name}.delta`, ...at, ...rest, delta: account },
      { type: `response.${name}.done`, ...at, ...rest, [key]: account },
    ];
    const open = { type: "response.output_item.added", ...at, item: { type: "shell_call", action: { commands: [] } } };
    checkStream(openaiResponses, frame([open, ...grow("shell_call_command", "command", { command_index: 0 })]));
    const patch = { ...open, item: { type: "apply_patch_call", operation: {} } };
    checkStream(openaiResponses, frame([patch, ...grow("apply_patch_call_operation_diff", "diff", {})]));
  });

  it("are read in the variables of a stored prompt", () => {
    const request = JSON.stringify({
      prompt: { id: "p", variables: { a: account, b: { type: "input_text", text: account } } },
    });
    const input = { body: new TextEncoder().encode(request), adapter: openaiResponses, policies: compile() };
    const { bytes } = atOnce(runRequestPolicies({ ...input, context: testContext, now: () => 0 }));
    expect(Buffer.from(bytes).toString()).toBe(redact(request));
  });
});

describe("words that lie too deep to be read", () => {
  const depth = 600;
  const deep = `${'{"a":'.repeat(depth)}"${account}"${"}".repeat(depth)}`;
  const block = `{"type":"web_search_tool_result","content":${deep}}`;
  const text = `data: {"type":"content_block_start","index":0,"content_block":${block}}\n\n`;

  it.each(["open", "closed"] as const)("make the policy fail %s, and never the stream", (onFailure) => {
    const stream = start(anthropicMessages, onFailure);
    const out = replayStream(stream, new TextEncoder().encode(text)).toString();
    expect(stream.steps()).toMatchObject([{ outcome: `failed-${onFailure}` }]);
    if (onFailure === "open") expect(out).toBe(text);
    else expect(out).not.toContain(account);
  });
});
