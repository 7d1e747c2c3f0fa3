/** The words that pictures were made from come back with them, and are words like others: original and final are recorded. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { bindRedaction, buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

const whole = `{ "created": 1.0, "data": [{"b64_json":"AAAA"}, {"url":"https://example.com/a.png", "revised_prompt":"A letter to bob@example.com."}] }`;
const event = (type: string, rest: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const streamed =
  event("image_generation.partial_image", { b64_json: "A".repeat(100_000), partial_image_index: 0 }) +
  event("image_generation.completed", { b64_json: "BBBB", revised_prompt: "A letter to bob@example.com." });

describe("words of pictures", () => {
  let upstream: FakeUpstream;
  let gateway: ProjectGateway;

  beforeAll(async () => {
    upstream = await startFakeUpstream((response, { body }) => {
      const isStream = body.toString().includes('"stream":true');
      response.writeHead(200, { "content-type": isStream ? "text/event-stream" : "application/json" });
      response.end(isStream ? streamed : whole);
    });
    const upstreams = [buildUpstream({ baseUrl: upstream.url })];
    gateway = await startProjectGateway({ upstreams, policies: [bindRedaction("responses")] });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each([
    [{ prompt: "a letter" }, whole, "data[1].revised_prompt"],
    [{ prompt: "a letter", stream: true }, streamed, "data[0].revised_prompt"],
  ])("are redacted, and nothing else is touched: %j", async (request, sent, path) => {
    const answer = await fetch(`${gateway.url}/v1/images/generations`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "m", ...request }),
    });
    const got = sent.replace("bob@example.com", "[REDACTED]");
    expect([answer.status, await answer.text()]).toEqual([200, got]);
    const record = await gateway.recorder.waitForEnd(answer.headers.get("x-diffract-call-id") ?? "");
    const bytesOf = (side: "upstream_response" | "client_response"): string =>
      gateway.recorder.bytesOf(record.call_id, side).toString();
    expect([bytesOf("upstream_response"), bytesOf("client_response")]).toEqual([sent, got]);
    expect(record.steps.filter(({ hook }) => hook === "response")).toMatchObject([
      { outcome: "changed", edits: [{ path, from: "bob@example.com", to: "[REDACTED]" }] },
    ]);
  });
});
