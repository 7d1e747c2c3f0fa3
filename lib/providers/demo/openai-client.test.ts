import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveProvider, type ServedProvider } from "@/lib/testing/serve-provider";
import { demoProvider } from "./index";

const accountQuestion = [{ role: "user" as const, content: "What's my account number?" }];
const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer", minimum: 4 } } },
  },
};

let served: ServedProvider;
let client: OpenAI;

beforeAll(async () => {
  served = await serveProvider(demoProvider);
  client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: "none", maxRetries: 0 });
});
afterAll(() => served.close());

describe("chat completions through the openai client", () => {
  it("answers the worked example", async () => {
    const completion = await client.chat.completions.create({ model: "demo-fast", messages: accountQuestion });
    expect(completion.choices[0]?.message.content).toBe("Your account number is 1234-5678-9012.");
    expect(completion.choices[0]?.finish_reason).toBe("stop");
    expect(completion.usage?.total_tokens).toBe(
      (completion.usage?.prompt_tokens ?? 0) + (completion.usage?.completion_tokens ?? 0),
    );
  });

  it("streams the same text, with usage when asked for", async () => {
    const stream = client.chat.completions.stream({
      model: "demo-fast",
      messages: accountQuestion,
      stream_options: { include_usage: true },
    });
    const whole = await stream.finalChatCompletion();
    const unstreamed = await client.chat.completions.create({ model: "demo-fast", messages: accountQuestion });
    expect(whole.choices[0]?.message.content).toBe(unstreamed.choices[0]?.message.content);
    expect(whole.usage).toEqual(unstreamed.usage);
  });

  it("gives several choices", async () => {
    const stream = client.chat.completions.stream({
      model: "demo-fast",
      n: 2,
      messages: [{ role: "user", content: "Which of the two?" }],
    });
    const { choices } = await stream.finalChatCompletion();
    expect(choices).toHaveLength(2);
    expect(choices[0]?.message.content).not.toBe(choices[1]?.message.content);
  });

  it("calls a tool, then answers with its result", async () => {
    const request = {
      model: "demo-tools",
      tools: [weather],
      messages: [{ role: "user" as const, content: "Weather?" }],
    };
    const { choices } = await client.chat.completions.stream(request).finalChatCompletion();
    const call = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]?.finish_reason).toBe("tool_calls");
    expect(call?.type === "function" && call.function.name).toBe("get_weather");
    expect(call?.type === "function" && JSON.parse(call.function.arguments)).toEqual({ city: "Lisbon", days: 4 });
    const second = await client.chat.completions.create({
      ...request,
      messages: [...request.messages, choices[0]!.message, { role: "tool", tool_call_id: call!.id, content: "21 °C" }],
    });
    expect(second.choices[0]?.message.content).toBe("The tool answered: 21 °C");
  });

  it("cuts at max_tokens and at stop", async () => {
    const cut = await client.chat.completions.create({
      model: "demo-fast",
      max_completion_tokens: 2,
      messages: accountQuestion,
    });
    expect(cut.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "Your account" } });
    const stopped = await client.chat.completions.create({
      model: "demo-fast",
      stop: " is",
      messages: accountQuestion,
    });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "Your account number" } });
  });

  it("fills a JSON schema", async () => {
    const schema = { type: "object", properties: { city: { type: "string" }, sunny: { type: "boolean" } } };
    const { choices } = await client.chat.completions.create({
      model: "demo-fast",
      messages: accountQuestion,
      response_format: { type: "json_schema", json_schema: { name: "weather", schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({ city: "Lisbon", sunny: true });
  });

  it("thinks aloud in reasoning_content", async () => {
    const completion = await client.chat.completions.create({ model: "demo-thinking", messages: accountQuestion });
    expect(completion.choices[0]?.message).toHaveProperty("reasoning_content");
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
  });
});

describe("the other OpenAI endpoints through the openai client", () => {
  it("streams a response whose end equals the unstreamed one", async () => {
    const request = { model: "demo-thinking", input: "What's my account number?" };
    const whole = await client.responses.create(request);
    const streamed = await client.responses.stream(request).finalResponse();
    expect(whole.output_text).toBe("Your account number is 1234-5678-9012.");
    expect(streamed.output_text).toBe(whole.output_text);
    expect(streamed.usage).toEqual(whole.usage);
    expect(streamed.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
  });

  it("calls a tool in a response", async () => {
    const { name, parameters } = weather.function;
    const response = await client.responses
      .stream({
        model: "demo-tools",
        input: "Weather?",
        tools: [{ type: "function", name, parameters, strict: false }],
      })
      .finalResponse();
    expect(response.output[0]).toMatchObject({ type: "function_call", name, arguments: '{"city":"Lisbon","days":4}' });
  });

  it("reports a cut response as incomplete", async () => {
    const response = await client.responses.create({ model: "demo-fast", input: "Anything?", max_output_tokens: 3 });
    expect(response).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
  });

  it("answers legacy completions", async () => {
    const completion = await client.completions.create({ model: "demo-fast", prompt: "What's my phone number?" });
    let streamed = "";
    const stream = await client.completions.create({
      model: "demo-fast",
      prompt: "What's my phone number?",
      stream: true,
    });
    for await (const chunk of stream) streamed += chunk.choices[0]?.text ?? "";
    expect(completion.choices[0]?.text).toBe("Your phone number is +1 (415) 555-0132.");
    expect(streamed).toBe(completion.choices[0]?.text);
  });

  it("embeds, in base64 and in numbers", async () => {
    const request = { model: "demo-embedding", input: ["one", "two"], dimensions: 8 };
    const packed = await client.embeddings.create(request);
    const plain = await client.embeddings.create({ ...request, encoding_format: "float" });
    expect(packed.data).toHaveLength(2);
    expect(packed.data[0]?.embedding).toHaveLength(8);
    expect(packed.data[0]?.embedding[3]).toBeCloseTo(plain.data[0]!.embedding[3]!, 5);
  });

  it("lists models", async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain("demo-error-midstream");
    expect((await client.models.retrieve("demo")).object).toBe("model");
  });
});

describe("errors as the openai client sees them", () => {
  const ask = (model: string) => client.chat.completions.create({ model, messages: accountQuestion });

  it("refuses unknown models and missing messages", async () => {
    await expect(ask("nobody-1")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    await expect(client.post("/chat/completions", { body: { model: "demo" } })).rejects.toMatchObject({
      status: 400,
      param: "messages",
    });
    await expect(client.post("/chat/completions", { body: "{" })).rejects.toMatchObject({ status: 400 });
    await expect(client.get("/nowhere")).rejects.toMatchObject({ status: 404 });
  });

  it("fails as the model's name promises", async () => {
    await expect(ask("demo-error-429")).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    await expect(ask("demo-error-500")).rejects.toMatchObject({ status: 500 });
    await expect(ask("demo-error")).rejects.toMatchObject({ status: 500 });
  });

  it.each(["demo-error-midstream", "demo-error-cut"])("%s fails after some text", async (model) => {
    const stream = await client.chat.completions.create({ model, messages: accountQuestion, stream: true });
    let text = "";
    const read = async (): Promise<void> => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    };
    await expect(read()).rejects.toThrow();
    expect(text).not.toBe("");
    expect("Your account number is 1234-5678-9012.".startsWith(text)).toBe(true);
  });
});
