/** The main job, end to end: a real client's call is redacted on its way, and the record shows exactly what changed. */
import Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "@playwright/test";
import OpenAI from "openai";
import { readAddress, readGatewayToken } from "./product";
import { readStoredPayload } from "./read-record";

const question = "What's my account number?";
const original = "Your account number is 1234-5678-9012.";
const redacted = "Your account number is [REDACTED].";

function createOpenai(): OpenAI {
  return new OpenAI({ baseURL: `${readAddress()}/v1`, apiKey: readGatewayToken(), maxRetries: 0 });
}

function createAnthropic(): Anthropic {
  return new Anthropic({ baseURL: readAddress(), apiKey: readGatewayToken(), maxRetries: 0 });
}

test("a streamed OpenAI call flows, comes back redacted, and is stored with both sides", async () => {
  const { data: stream, response } = await createOpenai()
    .chat.completions.create({ model: "demo", stream: true, messages: [{ role: "user", content: question }] })
    .withResponse();
  const arrivals: number[] = [];
  let text = "";
  for await (const chunk of stream) {
    const piece = chunk.choices[0]?.delta.content ?? "";
    if (piece !== "") arrivals.push(performance.now());
    text += piece;
  }
  expect(text).toBe(redacted);
  expect(arrivals.length).toBeGreaterThan(2);
  expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(20);

  const callId = response.headers.get("x-diffract-call-id") ?? "";
  const stored = await readStoredPayload(callId, "response");
  expect(stored.original).toMatchObject({ choices: [{ message: { role: "assistant", content: original } }] });
  expect(stored.final).toMatchObject({ choices: [{ message: { role: "assistant", content: redacted } }] });
  const request = await readStoredPayload(callId, "request");
  expect(request.final).toEqual(request.original);
});

test("an OpenAI call that is not streamed says the same and says that it was changed", async () => {
  const { data, response } = await createOpenai()
    .chat.completions.create({ model: "demo", messages: [{ role: "user", content: question }] })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe(redacted);
  expect(response.headers.get("x-diffract-policy")).toBe("changed");
});

test("a streamed Anthropic call comes back redacted", async () => {
  const stream = createAnthropic().messages.stream({
    model: "demo",
    max_tokens: 200,
    messages: [{ role: "user", content: question }],
  });
  const message = await stream.finalMessage();
  expect(message.content).toMatchObject([{ type: "text", text: redacted }]);
  const callId = stream.response?.headers.get("x-diffract-call-id") ?? "";
  const stored = await readStoredPayload(callId, "response");
  expect(stored.original).toMatchObject({ content: [{ type: "text", text: original }] });
  expect(stored.final).toMatchObject({ content: [{ type: "text", text: redacted }] });
});

test("an Anthropic call that is not streamed comes back redacted", async () => {
  const message = await createAnthropic().messages.create({
    model: "demo",
    max_tokens: 200,
    messages: [{ role: "user", content: question }],
  });
  expect(message.content).toMatchObject([{ type: "text", text: redacted }]);
});

test("a code name in a request is hidden from the model", async () => {
  const { response } = await createOpenai()
    .chat.completions.create({ model: "demo", messages: [{ role: "user", content: "When does Project Falcon ship?" }] })
    .withResponse();
  const stored = await readStoredPayload(response.headers.get("x-diffract-call-id") ?? "", "request");
  expect(stored.original).toMatchObject({ messages: [{ content: "When does Project Falcon ship?" }] });
  expect(stored.final).toMatchObject({ messages: [{ content: "When does the project ship?" }] });
});
