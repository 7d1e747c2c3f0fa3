/** Words that go to a model go through the policies of the project, whatever comes back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { bindRedaction, buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

const unread = "Policies do not read this endpoint.";
const noText = "The answer was neither JSON nor an event stream.";

describe("a request that is no conversation", () => {
  let upstream: FakeUpstream;
  let gateway: ProjectGateway;

  beforeAll(async () => {
    upstream = await startFakeUpstream((response) => {
      response.writeHead(200, { "content-type": "audio/mpeg" });
      response.end("sound");
    });
    const upstreams = (["openai", "anthropic"] as const).map((dialect) => {
      return buildUpstream({ dialect, baseUrl: upstream.url });
    });
    gateway = await startProjectGateway({ upstreams, policies: [bindRedaction("both")] });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each([
    ["/v1/embeddings", { input: "bob@example.com" }, { input: "[REDACTED]" }],
    ["/v1/embeddings", { input: ["a", "bob@example.com", [1, 2]] }, { input: ["a", "[REDACTED]", [1, 2]] }],
    [
      "/v1/moderations",
      { input: [{ type: "text", text: "bob@example.com" }] },
      { input: [{ type: "text", text: "[REDACTED]" }] },
    ],
    ["/v1/images/generations", { prompt: "a letter to bob@example.com" }, { prompt: "a letter to [REDACTED]" }],
    [
      "/v1/audio/speech",
      { input: "bob@example.com", instructions: "slowly" },
      { input: "[REDACTED]", instructions: "slowly" },
    ],
  ])("%s %j", async (path, body, sent) => {
    const headers = { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" };
    const answer = await fetch(gateway.url + path, {
      method: "POST",
      headers,
      body: JSON.stringify({ model: "m", ...body }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, "sound"]);
    expect(JSON.parse(upstream.seen.at(-1)?.body.toString() ?? "")).toEqual({ model: "m", ...sent });
    const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
    expect(record.steps).toMatchObject([
      { hook: "request", outcome: "changed" },
      { hook: "response", outcome: "skipped", reason: path.includes("images") ? noText : unread },
    ]);
  });

  const sendForm = (path: string, body: FormData) =>
    fetch(gateway.url + path, { method: "POST", headers: { authorization: `Bearer ${gateway.token}` }, body });

  it.each(["/v1/audio/transcriptions", "/v1/images/edits"])(
    "is read in the plain fields of the form of %s",
    async (path) => {
      const file = new Uint8Array(3_000).map((_, index) => index);
      const body = new FormData();
      body.append("file", new File([file, "bob@example.com"], "a.wav", { type: "audio/wav" }));
      body.append("prompt", "a letter to bob@example.com");
      body.append("model", "whisper-1");
      const answer = await sendForm(path, body);
      const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
      const [before, after] = (["client_request", "upstream_request"] as const).map((side) =>
        gateway.recorder.bytesOf(record.call_id, side).toString("latin1"),
      );
      const sent = upstream.seen.at(-1)?.body.toString("latin1");
      expect(sent).toBe(before?.replace("to bob@example.com", "to [REDACTED]"));
      expect(after).toBe(sent);
      expect(record.steps[0]).toMatchObject({
        outcome: "changed",
        edits: [{ path: "prompt", start: 12, to: "[REDACTED]" }],
      });
    },
  );

  it("edits each of several fields of one name", async () => {
    const body = new FormData();
    for (const prompt of ["one", "bob@example.com"]) body.append("prompt", prompt);
    const answer = await sendForm("/v1/images/edits", body);
    const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
    expect(record.steps[0]?.edits).toMatchObject([{ path: "prompt[1]" }]);
    expect(upstream.seen.at(-1)?.body.toString()).not.toContain("bob@example.com");
  });

  it.each([
    ["a file", new File(["bob@example.com"], "p.txt")],
    ["too long", "x".repeat(70_000)],
  ])("is refused where the prompt of a form is %s", async (_name, prompt) => {
    const body = new FormData();
    body.append("prompt", prompt);
    const asked = upstream.seen.length;
    const answer = await sendForm("/v1/images/edits", body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: "invalid_request" } }]);
    expect(upstream.seen).toHaveLength(asked);
  });

  it("is read in many requests at once, and in threads", async () => {
    const headers = { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" };
    const ask = async (path: string, body: object): Promise<unknown> => {
      await fetch(gateway.url + path, { method: "POST", headers, body: JSON.stringify(body) });
      return JSON.parse(upstream.seen.at(-1)?.body.toString() ?? "");
    };
    const message = (content: string) => ({ role: "user", content });
    const batch = (content: string) => ({ requests: [{ custom_id: "a", params: { messages: [message(content)] } }] });
    expect(await ask("/v1/messages/batches", batch("bob@example.com"))).toEqual(batch("[REDACTED]"));
    expect(await ask("/v1/threads/thread_1/messages", message("bob@example.com"))).toEqual(message("[REDACTED]"));
    expect(await ask("/v1/conversations", { items: [message("bob@example.com")] })).toEqual({
      items: [message("[REDACTED]")],
    });
  });
});

describe("an answer that is no conversation", () => {
  const answers: Readonly<Record<string, readonly [type: string, body: string]>> = {
    json: [
      "application/json",
      '{"text":"Ask bob@example.com.","segments":[{"id":0,"text":"bob@example.com","tokens":[1,2]}]}',
    ],
    text: ["text/plain; charset=utf-8", "Ask bob@example.com.\n"],
    srt: ["application/x-subrip", "1\n00:00 --> 00:01\nAsk bob@example.com.\n"],
    items: [
      "application/json",
      '{"object":"list","data":[{"type":"message","role":"user","content":[{"type":"input_text","text":"bob@example.com"}]}]}',
    ],
    thread: [
      "application/json",
      '{"data":[{"role":"user","content":[{"type":"text","text":{"value":"bob@example.com"}}]}]}',
    ],
    stream: [
      "text/event-stream",
      ['{"type":"transcript.text.delta","delta":"Ask bob@exam"}', '{"type":"transcript.text.delta","delta":"ple.com."}']
        .concat('{"type":"transcript.text.done","text":"Ask bob@example.com."}', "[DONE]")
        .map((data) => `data: ${data}\r\n\r\n`)
        .join(""),
    ],
    run: [
      "text/event-stream",
      [
        ["thread.run.created", '{"id":"run_1","object":"thread.run"}'],
        [
          "thread.message.delta",
          '{"id":"m","object":"thread.message.delta","delta":{"content":[{"index":0,"type":"text","text":{"value":"bob@exam"}}]}}',
        ],
        [
          "thread.message.delta",
          '{"id":"m","object":"thread.message.delta","delta":{"content":[{"index":0,"type":"text","text":{"value":"ple.com."}}]}}',
        ],
        [
          "thread.message.completed",
          '{"id":"m","object":"thread.message","content":[{"type":"text","text":{"value":"bob@example.com."}}]}',
        ],
        ["done", "[DONE]"],
      ]
        .map(([event, data]) => `event: ${event ?? ""}\ndata: ${data ?? ""}\n\n`)
        .join(""),
    ],
  };
  let upstream: FakeUpstream;
  let gateway: ProjectGateway;

  beforeAll(async () => {
    upstream = await startFakeUpstream((response, { url }) => {
      const [type, body] = answers[new URL(url, "http://x").searchParams.get("as") ?? ""] ?? ["", ""];
      response.writeHead(200, { "content-type": type, "content-length": String(Buffer.byteLength(body)) });
      response.end(body);
    });
    gateway = await startProjectGateway({
      upstreams: [buildUpstream({ baseUrl: upstream.url })],
      policies: [bindRedaction("both")],
    });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each([
    ["/v1/audio/transcriptions", "json"],
    ["/v1/audio/transcriptions", "text"],
    ["/v1/audio/translations", "srt"],
    ["/v1/audio/transcriptions", "stream"],
    ["/v1/responses/resp_1/input_items", "items"],
    ["/v1/conversations/conv_1/items", "items"],
    ["/v1/threads/thread_1/messages", "thread"],
    ["/v1/threads/thread_1/runs", "run"],
  ])("of %s as %s goes through the policies", async (path, as) => {
    const isForm = path.includes("audio");
    const form = new FormData();
    form.append("model", "whisper-1");
    const answer = await fetch(`${gateway.url}${path}?as=${as}`, {
      method: isForm ? "POST" : "GET",
      headers: { authorization: `Bearer ${gateway.token}` },
      ...(isForm && { body: form }),
    });
    const said = await answer.text();
    const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
    expect(said).toContain("[REDACTED]");
    expect(said).not.toMatch(/bob@|ple\.com/);
    expect(said).not.toContain("[1,2]");
    expect(record.steps.find(({ hook }) => hook === "response")).toMatchObject({ outcome: "changed" });
    expect(gateway.recorder.bytesOf(record.call_id, "client_response").toString()).toBe(said);
  });
});
