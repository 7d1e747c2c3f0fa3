import { describe, expect, it } from "vitest";
import { anthropicMessages } from "./anthropic-messages";
import type { Json } from "./dialect-adapter";

function assembleInput(json: string): Json {
  const events = [
    { type: "message_start", message: { id: "msg_1", content: [] } },
    { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "t", name: "f", input: {} } },
    { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: json } },
    { type: "content_block_stop", index: 0 },
    { type: "message_stop" },
  ].map((event) => ({ name: event.type, data: JSON.stringify(event) }));
  return anthropicMessages.assembleStream(events).body;
}

describe("a tool's input, put together from its pieces", () => {
  it("is an object", () => {
    expect(assembleInput('{"to": 1}')).toMatchObject({ content: [{ input: { to: 1 } }] });
  });

  it("stays text where it is nested deeper than a record can be written", () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const body = assembleInput(deep);
    expect(body).toMatchObject({ content: [{ input: deep }] });
    expect(() => JSON.stringify(body)).not.toThrow();
  });
});
