import { AssistantStream } from "openai/lib/AssistantStream";
import { describe, expect, it } from "vitest";
import { decodeSse } from "../sse/decode-sse";
import type { Json } from "./dialect-adapter";
import { openaiThreads } from "./openai-threads";

const run = { id: "run_1", object: "thread.run", status: "queued", thread_id: "thread_1", required_action: null };
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
const message = { id: "msg_1", object: "thread.message", role: "assistant", content: [] };
const step = { id: "step_1", object: "thread.run.step", type: "tool_calls", step_details: { type: "tool_calls" } };
const said = (index: number, value: string): Json => {
  return {
    id: "msg_1",
    object: "thread.message.delta",
    delta: { content: [{ index, type: "text", text: { value } }] },
  };
};
const called = (piece: Json): Json => {
  const step_details = { type: "tool_calls", tool_calls: [{ index: 0, type: "function", function: piece }] };
  return { id: "step_1", object: "thread.run.step.delta", delta: { step_details } };
};
const whole = {
  ...message,
  status: "completed",
  content: [{ type: "text", text: { value: "Hello you", annotations: [] } }],
};
const events: readonly (readonly [string, Json])[] = [
  ["thread.run.created", run],
  ["thread.run.in_progress", { ...run, status: "in_progress" }],
  ["thread.run.step.created", step],
  ["thread.run.step.delta", called({ name: "find", arguments: '{"q":' })],
  ["thread.run.step.delta", called({ arguments: '"x"}' })],
  ["thread.message.created", message],
  ["thread.message.in_progress", message],
  ["thread.message.delta", said(0, "Hello")],
  ["thread.message.delta", said(0, " you")],
  ["thread.message.completed", whole],
  ["thread.run.completed", { ...run, status: "completed", usage }],
];

function frame(list: typeof events, isDone = true): Buffer {
  const text = list.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join("");
  return Buffer.from(text + (isDone ? "event: done\ndata: [DONE]\n\n" : ""));
}

const assemble = (list: typeof events, isDone?: boolean) =>
  openaiThreads.assembleStream(decodeSse(frame(list, isDone)));

describe("the stream of a run", () => {
  it("becomes the run, as the official SDK puts it together, with its messages and steps", async () => {
    // The SDK reads streams that were made by itself: one JSON object in each line.
    const lines = events.map(([event, data]) => `${JSON.stringify({ event, data })}\n`).join("");
    const stream = AssistantStream.fromReadableStream(new Blob([lines]).stream());
    const [theirRun, messages, steps] = [
      await stream.finalRun(),
      await stream.finalMessages(),
      await stream.finalRunSteps(),
    ];
    const { body, isComplete, error } = assemble(events);
    expect([isComplete, error]).toEqual([true, null]);
    expect(body).toMatchObject({
      ...theirRun,
      messages: [{ content: [{ type: "text", text: { value: "Hello you" } }] }],
    });
    expect(messages).toHaveLength(1);
    // Theirs keep the `index` of the pieces, which no whole step has.
    const calls = JSON.stringify(steps[0]?.step_details).replaceAll('"index":0,', "");
    expect(body).toMatchObject({ steps: [{ step_details: JSON.parse(calls) as object }] });
  });

  it("that breaks off keeps what was said", () => {
    const { body, isComplete } = assemble(events.slice(0, 9), false);
    expect(isComplete).toBe(false);
    expect(body).toMatchObject({
      status: "in_progress",
      messages: [{ id: "msg_1", content: [{ type: "text", text: { value: "Hello you" } }] }],
    });
  });

  it("that fails says why", () => {
    const failed = { ...run, status: "failed", last_error: { code: "rate_limit_exceeded", message: "No." } };
    expect(assemble([...events.slice(0, 2), ["thread.run.failed", failed]]).error).toEqual(failed.last_error);
    expect(assemble([["error", { error: { message: "Down." } }]]).error).toEqual({ message: "Down." });
  });

  it("is read by policies: what is said piece by piece, and once more when it is there whole", () => {
    const read = openaiThreads.createStreamReader();
    const facts = events.map(([name, data]) => read(name, data));
    expect(facts.flatMap(({ deltas }) => deltas.map(({ slotPath, text }) => [slotPath, text]))).toEqual([
      ["steps[0].step_details.tool_calls[0].function.arguments", '{"q":'],
      ["steps[0].step_details.tool_calls[0].function.arguments", '"x"}'],
      ["messages[0].content[0].text.value", "Hello"],
      ["messages[0].content[0].text.value", " you"],
    ]);
    expect(facts.flatMap(({ copies }) => copies)).toMatchObject([
      { slotPath: "messages[0].content[0].text.value", eventPath: "content[0].text.value", text: "Hello you" },
    ]);
  });
});

describe("texts of threads", () => {
  const list = (texts: readonly { path: string; kind: string }[]) => texts.map(({ path, kind }) => `${kind} ${path}`);

  it("are found in what is sent", () => {
    const body = {
      instructions: "Be kind.",
      content: "Hi",
      thread: { messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }] },
      additional_messages: [{ role: "assistant", content: "Yes" }],
      tool_outputs: [{ tool_call_id: "c", output: "42" }],
    };
    expect(list(openaiThreads.listRequestSlots(body))).toEqual([
      "system instructions",
      "assistant content",
      "assistant additional_messages[0].content",
      "user thread.messages[0].content[0].text",
      "tool-result tool_outputs[0].output",
    ]);
  });

  it("are found in what is answered", () => {
    const calls = [{ id: "c", function: { name: "f", arguments: "{}" } }];
    const waiting = { required_action: { submit_tool_outputs: { tool_calls: calls } } };
    expect(list(openaiThreads.listResponseSlots({ data: [whole] }))).toEqual([
      "assistant data[0].content[0].text.value",
    ]);
    expect(list(openaiThreads.listResponseSlots(waiting))).toEqual([
      "tool-arguments required_action.submit_tool_outputs.tool_calls[0].function.arguments",
    ]);
    expect(openaiThreads.previewResponse(whole)).toBe("Hello you");
    expect(openaiThreads.previewRequest({ content: "Hi", role: "user" })).toBe("Hi");
  });
});
