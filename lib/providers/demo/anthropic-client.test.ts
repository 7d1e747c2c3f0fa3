import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveProvider, type ServedProvider } from "@/lib/testing/serve-provider";
import { demoProvider } from "./index";

const accountQuestion = [{ role: "user" as const, content: "whats my ACCOUNT number" }];
const lookup = {
  name: "look_up",
  input_schema: { type: "object" as const, properties: { email: { type: "string" } } },
};

let served: ServedProvider;
let client: Anthropic;

beforeAll(async () => {
  served = await serveProvider(demoProvider);
  client = new Anthropic({ baseURL: served.url, apiKey: "none", maxRetries: 0 });
});
afterAll(() => served.close());

describe("messages through the Anthropic client", () => {
  it("answers the worked example, streamed and not", async () => {
    const request = { model: "demo-fast", max_tokens: 100, messages: accountQuestion };
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    expect(whole.content).toEqual([{ type: "text", text: "Your account number is 1234-5678-9012." }]);
    expect(whole.stop_reason).toBe("end_turn");
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  it("hears the user through the reminders of coding agents", async () => {
    const reminder = { type: "text" as const, text: "<system-reminder>\nToday is\nSaturday.\n</system-reminder>\n" };
    const content = [reminder, { type: "text" as const, text: "What's my account number?" }];
    const request = { model: "demo-fast", max_tokens: 100, messages: [{ role: "user" as const, content }] };
    const answer = await client.messages.create(request);
    expect(answer.content).toMatchObject([{ text: "Your account number is 1234-5678-9012." }]);
  });

  it("gives tools what they require, and nothing else", async () => {
    const properties = { city: { type: "string" }, days: { type: "integer", minimum: -9007199254740991, maximum: 9 } };
    const tool = { ...lookup, input_schema: { type: "object" as const, properties, required: ["days"] } };
    const request = { model: "demo-tools-fast", max_tokens: 200, tools: [tool], messages: accountQuestion };
    const { content } = await client.messages.create(request);
    expect(content.find((block) => block.type === "tool_use")?.input).toEqual({ days: 3 });
  });

  it("thinks in a signed block", async () => {
    const request = { model: "demo-thinking", max_tokens: 100, messages: accountQuestion };
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    expect(whole.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
    expect(whole.content[0]).toHaveProperty("signature", expect.stringMatching(/^[\w+/]{200,}==$/));
    expect(streamed.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
  });

  it("uses a tool, then answers with its result", async () => {
    const request = { model: "demo-tools", max_tokens: 200, tools: [lookup], messages: accountQuestion };
    const first = await client.messages.stream(request).finalMessage();
    const use = first.content.find((block) => block.type === "tool_use");
    expect(first.stop_reason).toBe("tool_use");
    expect(use?.input).toEqual({ email: "maria.lindqvist@example.com" });
    const result = { type: "tool_result" as const, tool_use_id: use!.id, content: "found" };
    const second = await client.messages.create({
      ...request,
      messages: [
        ...accountQuestion,
        { role: "assistant", content: first.content },
        { role: "user", content: [result] },
      ],
    });
    expect(second.content[0]).toMatchObject({ type: "text", text: "The tool answered: found" });
  });

  it("cuts at max_tokens and at a stop sequence", async () => {
    const cut = await client.messages.create({ model: "demo-fast", max_tokens: 2, messages: accountQuestion });
    expect(cut.stop_reason).toBe("max_tokens");
    const stopped = await client.messages.create({
      model: "demo-fast",
      max_tokens: 100,
      stop_sequences: [" is"],
      messages: accountQuestion,
    });
    expect(stopped).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: " is" });
  });

  it("counts tokens as a message reports them, and lists models", async () => {
    const { input_tokens: counted } = await client.messages.countTokens({
      model: "demo-fast",
      messages: accountQuestion,
    });
    const message = await client.messages.create({ model: "demo-fast", max_tokens: 100, messages: accountQuestion });
    expect(message.usage.input_tokens).toBe(counted);
    const models = await client.models.list();
    expect(models.data[0]).toMatchObject({ type: "model", id: "demo" });
  });
});

describe("errors as the Anthropic client sees them", () => {
  const ask = (model: string) => client.messages.create({ model, max_tokens: 10, messages: accountQuestion });

  it("fails in the dialect", async () => {
    await expect(ask("nobody-1")).rejects.toMatchObject({ status: 404, type: "not_found_error" });
    await expect(ask("demo-error-429")).rejects.toMatchObject({ status: 429, type: "rate_limit_error" });
    await expect(ask("demo-error-529")).rejects.toMatchObject({ status: 529, type: "overloaded_error" });
    await expect(client.post("/v1/messages", { body: { model: "demo", max_tokens: 1 } })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("fails in the middle of a stream", async () => {
    const request = { model: "demo-error-midstream", max_tokens: 100, messages: accountQuestion };
    await expect(client.messages.stream(request).finalMessage()).rejects.toMatchObject({ type: "overloaded_error" });
  });
});
