import { describe, expect, it } from "vitest";
import { collectInput, collectOutput, isAnswer } from "./collect-countable";

describe("what the model was given", () => {
  it.each<[string, object, unknown]>([
    [
      "chat.completions",
      {
        model: "m",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", name: "Ann", content: [{ type: "text", text: "Hi" }] },
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "{}" } }],
          },
        ],
      },
      // 3 and a role for each message, 1 for a name, 3 before the answer.
      { texts: ["Be brief.", "Hi", "Ann", "f", "{}"], known: 16 },
    ],
    [
      "chat.completions",
      { messages: [], tools: [{ type: "function" }] },
      { texts: ['[{"type":"function"}]'], known: 3 },
    ],
    ["chat.completions", { messages: [{ role: "user", content: [{ type: "image_url" }] }] }, "not_text"],
    ["completions", { prompt: "Once" }, { texts: ["Once"], known: 0 }],
    ["completions", { prompt: ["a", "b"] }, { texts: ["a", "b"], known: 0 }],
    ["completions", { prompt: [1, 2, 3] }, { texts: [], known: 3 }],
    ["embeddings", { input: [[1, 2], [3]] }, { texts: [], known: 3 }],
    [
      "messages",
      {
        system: [{ type: "text", text: "S" }],
        messages: [{ role: "user", content: [{ type: "tool_result", content: [{ type: "text", text: "R" }] }] }],
      },
      { texts: ["S", "R"], known: 7 },
    ],
    ["messages", { messages: [{ role: "user", content: [{ type: "document" }] }] }, "not_text"],
    ["responses", { instructions: "I", input: "Q" }, { texts: ["I", "Q"], known: 3 }],
    ["responses", { input: [{ type: "function_call_output", output: "O" }] }, { texts: ["O"], known: 7 }],
    ["responses", { input: "Q", previous_response_id: "resp_1" }, "kept_elsewhere"],
    ["responses", { input: [{ type: "item_reference", id: "x" }] }, "kept_elsewhere"],
    ["audio.transcriptions", { file: { size: 9 } }, "not_text"],
    ["images.generations", { prompt: "a cat" }, null],
  ])("at %s: %j", (endpoint, request, collected) => {
    expect(collectInput(endpoint, JSON.parse(JSON.stringify(request)) as never)).toEqual(collected);
  });
});

describe("what the model wrote", () => {
  it.each<[string, object, unknown]>([
    [
      "chat.completions",
      {
        choices: [
          { message: { role: "assistant", content: "A", reasoning_content: "T", refusal: null } },
          { message: { content: "B" } },
        ],
      },
      { texts: ["A", "T", "B"], known: 0 },
    ],
    ["completions", { choices: [{ text: "A" }, { text: "" }] }, { texts: ["A"], known: 0 }],
    [
      "messages",
      {
        content: [
          { type: "thinking", thinking: "T", signature: "s" },
          { type: "tool_use", name: "f", input: { a: 1 } },
        ],
      },
      { texts: ["T", "f", '{"a":1}'], known: 0 },
    ],
    [
      "responses",
      { output: [{ type: "message", content: [{ type: "output_text", text: "A" }] }] },
      { texts: ["A"], known: 0 },
    ],
    ["audio.transcriptions", { text: "said" }, { texts: ["said"], known: 0 }],
    ["chat.completions", { error: { message: "no" } }, null],
    ["messages", { type: "error" }, null],
  ])("at %s: %j", (endpoint, response, collected) => {
    expect(collectOutput(endpoint, JSON.parse(JSON.stringify(response)) as never)).toEqual(collected);
  });

  it("is nothing for embeddings, which are answers all the same", () => {
    expect(collectOutput("embeddings", { data: [] })).toBeNull();
    expect([isAnswer("embeddings", { data: [] }), isAnswer("embeddings", { error: {} })]).toEqual([true, false]);
  });
});
