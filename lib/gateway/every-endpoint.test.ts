/** Every endpoint of both SDKs, through the whole gateway, against the demo provider: no key, no network. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

const model = "demo-fast";
const audio = () => toFile(new Uint8Array(5_000), "call.wav", { type: "audio/wav" });
const png = [0x89, 0x50, 0x4e, 0x47];

describe("every endpoint", () => {
  let gateway: ProjectGateway;
  let openai: OpenAI;
  let anthropic: Anthropic;

  beforeAll(async () => {
    const upstreams = (["openai", "anthropic"] as const).map((dialect) => buildUpstream({ dialect, provider: "demo" }));
    gateway = await startProjectGateway({ upstreams });
    openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.token, maxRetries: 0 });
    anthropic = new Anthropic({ baseURL: gateway.url, apiKey: gateway.token, maxRetries: 0 });
  });

  afterAll(() => gateway.close());

  /** What the record says of the last call. */
  async function lastCall() {
    const record = gateway.recorder.ended.at(-1);
    await new Promise((resolve) => setImmediate(resolve));
    return record;
  }

  it("legacy completions, whole and streamed", async () => {
    const whole = await openai.completions.create({ model, prompt: "Hello" });
    expect(whole.choices[0]?.text).toContain("demo model");
    let text = "";
    for await (const chunk of await openai.completions.create({ model, prompt: "Hello", stream: true })) {
      text += chunk.choices[0]?.text ?? "";
    }
    expect(text).toBe(whole.choices[0]?.text);
    expect((await lastCall())?.endpoint).toBe("completions");
  });

  it("responses: made, found, listed, cancelled, deleted, counted, made shorter", async () => {
    const made = await openai.responses.create({ model, input: "What's my account number?" });
    const found = await openai.responses.retrieve(made.id);
    expect(found.output_text).toBe(made.output_text);
    expect((await lastCall())?.endpoint).toBe("responses.retrieve");
    const items = await openai.responses.inputItems.list(made.id);
    expect(JSON.stringify(items.data)).toContain("account number");
    expect((await openai.responses.cancel(made.id)).id).toBe(made.id);
    await openai.responses.delete(made.id);
    await expect(openai.responses.retrieve(made.id)).rejects.toThrow(OpenAI.NotFoundError);
    expect((await openai.responses.inputTokens.count({ model, input: "Hello there" })).input_tokens).toBeGreaterThan(2);
    expect((await openai.responses.compact({ model, input: "Hello there" })).object).toBe("response.compaction");
  });

  it("a streamed response, and its rest from any event on", async () => {
    const events = [];
    for await (const event of await openai.responses.create({ model, input: "Hello", stream: true }))
      events.push(event);
    const last = events.at(-1);
    if (last?.type !== "response.completed") throw new Error(`It ended with ${String(last?.type)}.`);
    const rest = [];
    const after = { stream: true, starting_after: 3 } as const;
    for await (const event of await openai.responses.retrieve(last.response.id, after)) rest.push(event);
    expect(rest).toEqual(events.slice(4));
    expect(await lastCall()).toMatchObject({ endpoint: "responses.retrieve", method: "GET" });
  });

  it("a response in the background", async () => {
    const queued = await openai.responses.create({ model, input: "Hello", background: true });
    expect(queued.status).toBe("queued");
    expect((await openai.responses.retrieve(queued.id)).status).toBe("completed");
  });

  it("embeddings, as numbers and as base64", async () => {
    const input = ["a", "b"];
    const asked = { model: "demo-embedding", input, dimensions: 8 };
    const packed = await openai.embeddings.create(asked);
    const plain = await openai.embeddings.create({ ...asked, encoding_format: "float" });
    expect(packed.data[1]?.embedding).toHaveLength(8);
    for (const [at, value] of (plain.data[1]?.embedding ?? []).entries()) {
      expect(packed.data[1]?.embedding[at]).toBeCloseTo(value, 5);
    }
  });

  it("moderations", async () => {
    const { results } = await openai.moderations.create({ input: ["I will attack you", "I like you"] });
    expect(results.map(({ flagged }) => flagged)).toEqual([true, false]);
  });

  it("images: made, edited, varied, and in pieces", async () => {
    const made = await openai.images.generate({ model: "gpt-image-1", prompt: "a prism", n: 2 });
    const bytes = Buffer.from(made.data?.[1]?.b64_json ?? "", "base64");
    expect([...bytes.subarray(0, 4)]).toEqual(png);
    const image = await toFile(bytes, "a.png", { type: "image/png" });
    const edited = await openai.images.edit({ model: "gpt-image-1", image, prompt: "brighter" });
    expect(edited.data).toHaveLength(1);
    expect(await lastCall()).toMatchObject({ endpoint: "images.edits", model: "gpt-image-1" });
    expect((await openai.images.createVariation({ image, model: "dall-e-2" })).data).toHaveLength(1);
    const types = [];
    const asked = { model: "gpt-image-1", prompt: "a prism", stream: true, partial_images: 2 } as const;
    for await (const { type } of await openai.images.generate(asked)) types.push(type);
    const [partial, completed] = ["image_generation.partial_image", "image_generation.completed"];
    expect(types).toEqual([partial, partial, completed]);
  });

  it("speech, as a file and as events", async () => {
    const asked = { model: "tts-1", voice: "alloy", input: "Hello there" } as const;
    const wav = Buffer.from(
      await (await openai.audio.speech.create({ ...asked, response_format: "wav" })).arrayBuffer(),
    );
    expect([wav.toString("latin1", 0, 4), wav.readUInt32LE(4) + 8]).toEqual(["RIFF", wav.length]);
    const mp3 = Buffer.from(await (await openai.audio.speech.create(asked)).arrayBuffer());
    expect([mp3.readUInt16BE(0), mp3.length % 104, mp3.readUInt16BE(104)]).toEqual([0xfffb, 0, 0xfffb]);
    const streamed = await openai.audio.speech.create({ ...asked, stream_format: "sse" });
    expect(await streamed.text()).toMatch(/speech\.audio\.delta[^]*speech\.audio\.done/);
  });

  it("transcriptions and translations of a form, streamed with CRLF too", async () => {
    const heard = await openai.audio.transcriptions.create({ model: "whisper-1", file: await audio() });
    expect(heard.text).toBe("The demo hears 5000 bytes in “call.wav”.");
    expect(await lastCall()).toMatchObject({ endpoint: "audio.transcriptions", model: "whisper-1" });
    const asked = { model: "gpt-4o-transcribe", file: await audio(), stream: true } as const;
    let text = "";
    for await (const event of await openai.audio.transcriptions.create(asked)) {
      if (event.type === "transcript.text.delta") text += event.delta;
    }
    expect(text).toBe(heard.text);
    expect(await lastCall()).toMatchObject({ is_streaming: true, model: "gpt-4o-transcribe" });
    const translated = await openai.audio.translations.create({ model: "whisper-1", file: await audio() });
    expect(translated.text).toBe(heard.text);
  });

  it("files and uploads, with their very bytes", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128]);
    const file = await openai.files.create({ purpose: "user_data", file: await toFile(bytes, "a.bin") });
    expect((await openai.files.list()).data.map(({ id }) => id)).toContain(file.id);
    expect((await openai.files.retrieve(file.id)).bytes).toBe(7);
    expect(Buffer.from(await (await openai.files.content(file.id)).arrayBuffer()).equals(bytes)).toBe(true);
    expect((await lastCall())?.endpoint).toBe("files.content");
    expect((await openai.files.delete(file.id)).deleted).toBe(true);
    const about = { filename: "b.bin", bytes: 14, purpose: "batch", mime_type: "application/octet-stream" } as const;
    const upload = await openai.uploads.create(about);
    const parts = [];
    for (const data of [bytes, bytes]) {
      parts.push(await openai.uploads.parts.create(upload.id, { data: await toFile(data, "part") }));
    }
    const done = await openai.uploads.complete(upload.id, { part_ids: parts.map(({ id }) => id) });
    expect(done.file?.bytes).toBe(14);
  });

  it("batches", async () => {
    const body = { model, messages: [{ role: "user", content: "Hello" }] };
    const line = JSON.stringify({ custom_id: "a", method: "POST", url: "/v1/chat/completions", body });
    const file = await openai.files.create({ purpose: "batch", file: await toFile(Buffer.from(line), "in.jsonl") });
    const asked = { input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" } as const;
    const batch = await openai.batches.create(asked);
    expect((await openai.batches.retrieve(batch.id)).status).toBe("completed");
    const output = await (await openai.files.content(batch.output_file_id ?? "")).text();
    expect(JSON.parse(output)).toMatchObject({ custom_id: "a", response: { status_code: 200, body: { model } } });
  });

  it("models, in both dialects", async () => {
    expect((await openai.models.list()).data.map(({ id }) => id)).toContain(model);
    expect((await openai.models.retrieve(model)).object).toBe("model");
    expect((await anthropic.models.list()).data[0]?.type).toBe("model");
    expect(await lastCall()).toMatchObject({ dialect: "anthropic", endpoint: "models" });
  });

  it("assistants, threads and runs, streamed", async () => {
    // The client marks these as deprecated; upstream still has them.
    const post = (path: string, body: object) => openai.post<{ id: string; status: string }>(path, { body });
    const assistant = await post("/assistants", { model, name: "helper" });
    const thread = await post("/threads", {});
    await post(`/threads/${thread.id}/messages`, { role: "user", content: "What's my account number?" });
    const run = await post(`/threads/${thread.id}/runs`, { assistant_id: assistant.id });
    expect(run.status).toBe("completed");
    const messages = await openai.get<{ data: unknown[] }>(`/threads/${thread.id}/messages`);
    expect(JSON.stringify(messages.data[0])).toContain("1234-5678-9012");
    const body = { assistant_id: assistant.id, stream: true };
    const stream = await openai.post(`/threads/${thread.id}/runs`, { body }).asResponse();
    expect(await stream.text()).toMatch(
      /thread\.run\.created[^]*thread\.message\.delta[^]*thread\.run\.completed[^]*\[DONE\]/,
    );
    expect(await lastCall()).toMatchObject({ endpoint: "threads.runs", is_streaming: true });
  });

  it("vector stores and conversations", async () => {
    const store = await openai.vectorStores.create({ name: "facts" });
    const file = await openai.files.create({ purpose: "user_data", file: await toFile(Buffer.from("x"), "x.txt") });
    expect((await openai.vectorStores.files.create(store.id, { file_id: file.id })).status).toBe("completed");
    expect((await openai.vectorStores.files.list(store.id)).data).toHaveLength(1);
    expect((await openai.vectorStores.delete(store.id)).deleted).toBe(true);
    expect((await openai.conversations.create({ metadata: { a: "b" } })).metadata).toEqual({ a: "b" });
  });

  it("messages, counted and in batches with results line by line", async () => {
    const messages = [{ role: "user" as const, content: "Hello" }];
    const params = { model, max_tokens: 50, messages };
    expect((await anthropic.messages.create(params)).type).toBe("message");
    expect((await anthropic.messages.countTokens({ model, messages })).input_tokens).toBeGreaterThan(0);
    const batch = await anthropic.messages.batches.create({ requests: [{ custom_id: "a", params }] });
    expect((await anthropic.messages.batches.retrieve(batch.id)).processing_status).toBe("ended");
    const results = [];
    for await (const result of await anthropic.messages.batches.results(batch.id)) results.push(result);
    expect(results).toMatchObject([{ custom_id: "a", result: { type: "succeeded" } }]);
    expect((await lastCall())?.endpoint).toBe("messages.batches.results");
  });

  it("files in Anthropic's dialect", async () => {
    const file = await anthropic.beta.files.upload({ file: await toFile(Buffer.from("hello"), "a.txt") });
    expect((await anthropic.beta.files.list()).data.map(({ id }) => id)).toContain(file.id);
    expect(await (await anthropic.beta.files.download(file.id)).text()).toBe("hello");
    expect((await lastCall())?.dialect).toBe("anthropic");
  });

  it("probes and paths that nobody knows", async () => {
    const ask = (path: string, method: string) =>
      fetch(gateway.url + path, { method, headers: { authorization: `Bearer ${gateway.token}` } });
    const head = await ask("/v1/models", "HEAD");
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/json", ""]);
    const unknown = await ask("/v1/brand/new", "GET");
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain("the demo provider does not have it");
    const realtime = await fetch(`${gateway.url}/v1/realtime/client_secrets`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
      body: "{}",
    });
    expect([realtime.status, realtime.headers.get("x-diffract-error")]).toEqual([404, "not_found"]);
  });
});
