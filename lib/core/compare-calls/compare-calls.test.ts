import { describe, expect, it } from "vitest";
import { buildCallDetail } from "@/lib/testing/build-call-detail";
import { diffJson } from "../diff/diff-json";
import { chooseDocuments } from "./choose-documents";

const parameters = { type: "object", properties: { city: { type: "string" } } };
const chat = {
  model: "gpt-5",
  max_completion_tokens: 100,
  stop: ["END"],
  stream: true,
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Weather in Paris?" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_x1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } }],
    },
    { role: "tool", tool_call_id: "call_x1", content: "18 degrees" },
  ],
  tools: [{ type: "function", function: { name: "weather", description: "Looks", parameters } }],
};
const messages = {
  model: "claude-opus-4-1",
  max_tokens: 100,
  stop_sequences: ["END"],
  system: "Be brief.",
  messages: [
    { role: "user", content: "Weather in Paris?" },
    { role: "assistant", content: [{ type: "tool_use", id: "toolu_9", name: "weather", input: { city: "Paris" } }] },
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "toolu_9", content: [{ type: "text", text: "18 degrees" }] }],
    },
  ],
  tools: [{ name: "weather", description: "Looks", input_schema: parameters }],
};
const chatAnswer = {
  id: "1",
  model: "gpt-5",
  choices: [{ message: { role: "assistant", content: "18 °C." }, finish_reason: "stop" }],
};
const anthropicAnswer = {
  id: "2",
  type: "message",
  role: "assistant",
  model: "claude-opus-4-1",
  content: [{ type: "text", text: "It is 18 °C." }],
  stop_reason: "end_turn",
};

describe("chooseDocuments", () => {
  it("finds only what differs between the same conversation in two dialects", () => {
    const a = buildCallDetail({
      endpoint: "chat.completions",
      request: { original: chat, final: chat },
      response: { original: chatAnswer, final: chatAnswer },
    });
    const b = buildCallDetail({
      endpoint: "messages",
      request: { original: messages, final: messages },
      response: { original: anthropicAnswer, final: anthropicAnswer },
    });
    const { isNormalised, request, response } = chooseDocuments(a, b);
    expect(isNormalised).toBe(true);
    expect(diffJson(request.a, request.b).changes.map(({ path }) => path)).toEqual(["model"]);
    expect(diffJson(response.a, response.b).changes.map(({ path }) => path)).toEqual(["model", "messages[0].content"]);
  });

  it("compares calls of one endpoint as they are, without what differs always", () => {
    const again = { ...chatAnswer, id: "other", created: 5 };
    const a = buildCallDetail({ response: { original: chatAnswer, final: chatAnswer } });
    const b = buildCallDetail({ response: { original: again, final: again } });
    const { response } = chooseDocuments(a, b);
    expect(diffJson(response.a, response.b).changed).toBe(false);
  });
});
