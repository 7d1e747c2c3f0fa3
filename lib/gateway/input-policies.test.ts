/** Words that go to a model go through the policies of the project, whatever comes back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

const policy = {
  id: "01900000-0000-7000-8000-00000000000a",
  policy: "redact-personal-data",
  name: "Redact",
  version: 1,
  onFailure: "closed",
  config: { where: "both" },
} as const;

describe("a request that is no conversation", () => {
  let upstream: FakeUpstream;
  let gateway: ProjectGateway;

  beforeAll(async () => {
    upstream = await startFakeUpstream((response) => {
      response.writeHead(200, { "content-type": "audio/mpeg" });
      response.end("sound");
    });
    const upstreams = [buildUpstream({ baseUrl: upstream.url })];
    gateway = await startProjectGateway({ upstreams, policies: [policy] });
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
      { hook: "response", outcome: "skipped", reason: "Policies do not read this endpoint." },
    ]);
  });

  it("passes as it is when it is a form, which is said", async () => {
    const body = new FormData();
    body.append("model", "whisper-1");
    body.append("prompt", "bob@example.com");
    const headers = { authorization: `Bearer ${gateway.token}` };
    const answer = await fetch(`${gateway.url}/v1/audio/transcriptions`, { method: "POST", headers, body });
    expect(upstream.seen.at(-1)?.body.toString()).toContain("bob@example.com");
    const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
    expect(record.steps).toMatchObject([{ outcome: "skipped" }, { outcome: "skipped" }]);
  });
});
