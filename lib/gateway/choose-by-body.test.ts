/** The model decides where a call goes, wherever it is written. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

describe("a project with several upstreams", () => {
  let upstreams: FakeUpstream[];
  let gateway: ProjectGateway;

  beforeAll(async () => {
    const start = (name: string) =>
      startFakeUpstream((response) => {
        response.writeHead(200, { "content-type": "text/plain" });
        response.end(name);
      });
    upstreams = await Promise.all(["gpt", "whisper", "rest"].map(start));
    const [gpt, whisper, rest] = upstreams.map(({ url }) => url);
    gateway = await startProjectGateway({
      upstreams: [
        buildUpstream({ id: "u-gpt", provider: "groq", baseUrl: gpt ?? "", models: ["gpt-*"], credential: "k-gpt" }),
        buildUpstream({ id: "u-whisper", provider: "azure-openai", baseUrl: whisper ?? "", models: ["whisper-*"] }),
        buildUpstream({ id: "u-rest", baseUrl: rest ?? "", models: ["o*", "text-*"] }),
      ],
    });
  });

  afterAll(async () => {
    await gateway.close();
    for (const upstream of upstreams) await upstream.close();
  });

  async function ask(path: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${gateway.token}`);
    const response = await fetch(gateway.url + path, { ...init, headers });
    const record = await gateway.recorder.waitForEnd(response.headers.get("x-diffract-call-id") ?? "");
    return { text: await response.text(), status: response.status, record };
  }

  const json = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  it("is asked where the model of a JSON body says, and the record names the upstream", async () => {
    const gpt = await ask("/v1/chat/completions", json({ model: "gpt-5", messages: [] }));
    expect(gpt).toMatchObject({ text: "gpt", record: { upstream_id: "u-gpt", provider: "groq", model: "gpt-5" } });
    expect((await ask("/v1/embeddings", json({ model: "text-embedding-3", input: "x" }))).text).toBe("rest");
    const large = { messages: [{ role: "user", content: "x".repeat(2_000_000) }], model: "o4" };
    expect((await ask("/v1/chat/completions", json(large))).text).toBe("rest");
  });

  it("reads the model of a form, whichever part comes first, and of a compressed body", async () => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(3_000_000).fill(13)], "a.wav", { type: "audio/wav" }));
    form.append("model", "whisper-1");
    form.append("stream", "true");
    const spoken = await ask("/v1/audio/transcriptions", { method: "POST", body: form });
    const expected = {
      model: "whisper-1",
      is_streaming: true,
      endpoint: "audio.transcriptions",
      upstream_id: "u-whisper",
    };
    expect(spoken).toMatchObject({ text: "whisper", record: expected });
    const body = new Uint8Array(gzipSync(JSON.stringify({ model: "gpt-5" })));
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await ask("/v1/chat/completions", { method: "POST", headers, body })).text).toBe("gpt");
  });

  it("reads the model of a path", async () => {
    expect(await ask("/v1/models/whisper-1")).toMatchObject({ text: "whisper", record: { model: "whisper-1" } });
  });

  it("asks the first where no model is named", async () => {
    expect((await ask("/v1/models")).text).toBe("gpt");
    expect((await ask("/v1/files/file-1/content")).record).toMatchObject({
      endpoint: "files.content",
      upstream_id: "u-gpt",
    });
  });

  it("says what there is when no upstream takes the model", async () => {
    const { status, text } = await ask("/v1/chat/completions", json({ model: "llama-4", messages: [] }));
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "no_upstream" } });
    expect(text).toContain("groq (gpt-*); azure-openai (whisper-*); openai (o*, text-*)");
  });
});
